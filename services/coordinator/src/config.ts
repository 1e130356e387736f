import { deployedBucketsSchema } from "@s3mirror/core/deployed-buckets";
import { z } from "zod";

const seconds = z.coerce.number().positive();
const flag = z.string().min(1);
/** A JSON text, parsed. */
export const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});

/** Every environment variable the coordinator reads. The SDK reads AWS_REGION, credentials and AWS_ENDPOINT_URL_* by itself. */
export const environmentSchema = z.object({
  S3MIRROR_STAGE: flag,
  S3MIRROR_PORT: z.coerce.number().int().min(0).max(65_535),
  S3MIRROR_COPY_QUEUE_URL: z.url(),
  S3MIRROR_COPY_DLQ_URL: z.url(),
  S3MIRROR_NEEDS_ACTION_QUEUE_URL: z.url(),
  S3MIRROR_ALERTS_TOPIC_ARN: flag,
  S3MIRROR_LEDGER_RESOURCE_ARN: flag,
  S3MIRROR_LEDGER_SECRET_ARN: flag,
  S3MIRROR_LEDGER_DATABASE: flag,
  /** Whom S3 sees, and whom vendors grant to. */
  S3MIRROR_TRANSFER_PRINCIPAL_ARN: flag,
  /** The role to assume for S3; left out where the process's own credentials are that principal's. */
  S3MIRROR_TRANSFER_ROLE_ARN: flag.optional(),
  /** What the stage was deployed for, as JSON; left out on one machine, where any bucket may be named. */
  S3MIRROR_DEPLOYED_BUCKETS: jsonText.pipe(deployedBucketsSchema).optional(),
  S3MIRROR_ECS_CLUSTER: flag,
  S3MIRROR_ECS_COPIER_SERVICE: flag,
  S3MIRROR_FLEET_MIN: z.coerce.number().int().min(0),
  S3MIRROR_FLEET_MAX: z.coerce.number().int().min(1),
  S3MIRROR_SESSION_LEASE_SECONDS: seconds.default(60),
  /** How long a transfer may be silent, with the queue empty, before its waiting files are sent again. */
  S3MIRROR_SWEEP_QUIET_SECONDS: seconds.default(120),
  /** So long no byte of a file moves before its copier is told to let it go. */
  S3MIRROR_STALL_SECONDS: seconds.default(900),
  /** When an open cause is probed: after each of these many seconds, then at the last for 14 days. */
  S3MIRROR_PROBE_SCHEDULE_SECONDS: z
    .string()
    .default("300,900,1800,3600")
    .transform((text) => text.split(",").map(Number))
    .pipe(z.array(z.number().positive()).min(1)),
  S3MIRROR_JANITOR_EVERY_SECONDS: seconds.default(3_600),
  S3MIRROR_JANITOR_AGE_SECONDS: z.coerce.number().min(0).default(86_400),
  /** The origin that people use; with it links are whole. */
  S3MIRROR_PUBLIC_URL: z
    .url()
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  S3MIRROR_SIGN_IN_LINK_SECONDS: seconds.default(3_600),
  /** A person's session ends after so long without a request, and after so long at the latest. */
  S3MIRROR_SIGN_IN_IDLE_SECONDS: seconds.default(12 * 3_600),
  S3MIRROR_SIGN_IN_SECONDS: seconds.default(7 * 86_400),
  /** How often one key or session may ask one coordinator: requests a second in the mean, and at once. */
  S3MIRROR_API_REQUESTS_PER_SECOND: z.coerce.number().positive().default(100),
  S3MIRROR_API_REQUESTS_AT_ONCE: z.coerce.number().int().min(1).default(500),
  /** Ranges of addresses (CIDR, with commas) of the load balancer and the page: what they say of whom they ask for is believed. */
  S3MIRROR_TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((text) => text.split(",").filter((range) => range !== "")),
  /** How old what pages poll may be; the ledger is asked for each once in this time, however many pages look. 0: never old. */
  S3MIRROR_API_VIEW_SECONDS: z.coerce.number().min(0).default(1),
  /** For how long a reader's key or session is believed without asking the ledger: a revoked one ends within it. */
  S3MIRROR_API_CALLER_SECONDS: z.coerce.number().min(0).max(60).default(5),
  /** On one machine the supervisor holds our standard input: when it is gone, so are we. */
  S3MIRROR_EXIT_WITH_PARENT: z.enum(["0", "1"]).default("0"),
  /** Keys put into the ledger at the start, only on a local stack. */
  S3MIRROR_ADMIN_API_KEY: z.string().optional(),
  S3MIRROR_VENDOR_API_KEY: z.string().optional(),
});

export type Config = z.infer<typeof environmentSchema>;

/** Parses the environment and throws one Error that names every problem at once. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = environmentSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The coordinator cannot start, its environment is incomplete:\n${problems.join("\n")}`);
}
