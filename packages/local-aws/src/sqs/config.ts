import { z } from "zod";

/** What `startSqs` takes: times in seconds; port 0 = any free one; `redrive` names a queue of the same list. */
export const sqsConfig = z.strictObject({
  port: z.int().min(0).max(65_535),
  host: z.string().min(1),
  dataDir: z.string().min(1),
  region: z.string().min(1),
  accountId: z.string().regex(/^\d{12}$/),
  /** Where to note what programs ask for (`wire/action-log.ts`). */
  actionLog: z.string().optional(),
  queues: z.array(
    z.strictObject({
      name: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/),
      visibilityTimeoutSeconds: z.int().min(0).max(43_200).optional(),
      messageRetentionSeconds: z.int().min(1).max(1_209_600).optional(),
      redrive: z.strictObject({ deadLetterQueue: z.string(), maxReceiveCount: z.int().min(1).max(1_000) }).optional(),
    }),
  ),
});

export type SqsConfig = z.infer<typeof sqsConfig>;
