import { z } from "zod";

/** S3 User Guide, "General purpose bucket naming rules", as far as a regular expression tells them. */
export const bucketName = /^(?!.*\.\.)(?![\d.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const accountSchema = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/),
  principalArn: z.string().startsWith("arn:"),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  /** The principal's own policy, as JSON text; left out, it may do all that nobody denies. */
  policy: z.string().min(1).optional(),
});

/** `requestMs` delays every request; `copyBytesPerSecond` is the speed of one CopyObject or UploadPartCopy. */
export const latencySchema = z.strictObject({
  requestMs: z.number().min(0).optional(),
  copyBytesPerSecond: z.number().positive().optional(),
});

/** `port` 0 takes any free port. Buckets that exist already stay as they are. */
export const s3ConfigSchema = z.strictObject({
  port: z.number().int().min(0).max(65_535),
  host: z.string().default("127.0.0.1"),
  dataDir: z.string().min(1),
  region: z.string().min(1).default("eu-central-1"),
  accounts: z.array(accountSchema).min(1),
  buckets: z
    .array(z.strictObject({ name: z.string().regex(bucketName), ownerAccountId: z.string().regex(/^\d{12}$/) }))
    .default([]),
  latency: latencySchema.default({}),
  /** Where to note what programs ask for (`wire/action-log.ts`). */
  actionLog: z.string().optional(),
  /** AWS, "Optimizing S3 performance": 3,500 COPY/PUT/POST/DELETE and 5,500 GET/HEAD per second and prefix. */
  requestsPerSecondPerPrefix: z
    .strictObject({ write: z.number().positive(), read: z.number().positive() })
    .default({ write: 3_500, read: 5_500 }),
});

export type S3Config = z.input<typeof s3ConfigSchema>;
export type Settings = z.output<typeof s3ConfigSchema>;
export type Account = z.output<typeof accountSchema>;
export type Latency = z.output<typeof latencySchema>;
