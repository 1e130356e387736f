import { USUAL_GATE } from "@s3mirror/core/part-layout";
import { z } from "zod";

const count = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback);

/** The environment of a copier. AWS_REGION, credentials and AWS_ENDPOINT_URL_* are read by the SDK itself. */
export const environmentSchema = z.object({
  S3MIRROR_STAGE: z.string().min(1),
  S3MIRROR_COPY_QUEUE_URL: z.url(),
  S3MIRROR_NEEDS_ACTION_QUEUE_URL: z.url(),
  S3MIRROR_LEDGER_RESOURCE_ARN: z.string().min(1),
  S3MIRROR_LEDGER_SECRET_ARN: z.string().min(1),
  S3MIRROR_LEDGER_DATABASE: z.string().min(1),
  /** Whom S3 sees. */
  S3MIRROR_TRANSFER_PRINCIPAL_ARN: z.string().startsWith("arn:"),
  /** The role to assume for S3; left out where the process's own credentials are that principal's. */
  S3MIRROR_TRANSFER_ROLE_ARN: z.string().startsWith("arn:").optional(),
  /** SQS allows 12 h; the copier extends at every third of it. */
  S3MIRROR_VISIBILITY_TIMEOUT_SECONDS: count(120, 43_200),
  S3MIRROR_SESSION_LEASE_SECONDS: count(60, 3_600),
  /** So long no byte of a file moves before this copier is told to let it go. */
  S3MIRROR_STALL_SECONDS: count(900, 86_400),
  /** S3 requests in flight at once, over all files. */
  S3MIRROR_COPIER_GATE: count(USUAL_GATE, 2_048),
  S3MIRROR_EXIT_WITH_PARENT: z.enum(["0", "1"]).default("0"),
});

export type Environment = z.infer<typeof environmentSchema>;

/** Parses the environment. @throws Error that names every problem at once */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const parsed = environmentSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The copier's environment is not complete:\n${problems.join("\n")}`);
}

/** What a running copier needs to know. */
export type CopierConfig = {
  sessionId: string;
  copyQueueUrl: string;
  needsActionQueueUrl: string;
  visibilityTimeoutSeconds: number;
  leaseSeconds: number;
  stallSeconds: number;
  gate: number;
  facts: { pid: number; host: string; version: string; gate: number };
};
