import { z } from "zod";

/** An address that cannot smuggle a second header line into a mail. */
export const emailAddress = z.string().regex(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/, "not an e-mail address");
export const httpUrl = z.url({ protocol: /^https?$/ });

/** Nobody has agreed to it yet: it gets nothing. */
const isPending = z.boolean().optional();

export const subscriptionConfig = z.discriminatedUnion("protocol", [
  z.strictObject({ protocol: z.literal("sqs"), queueUrl: httpUrl, rawMessageDelivery: z.boolean().optional() }),
  z.strictObject({ protocol: z.literal("email"), address: emailAddress, isPending }),
  z.strictObject({ protocol: z.literal("http"), url: httpUrl, isPending }),
]);

/**
 * What `startSns` takes. `sqsEndpoint`: where queues are reached, whatever host their URLs name; by default the
 * queue URL's own origin. `outboxDir`: one file per mail, names sortable by time of publication.
 */
export const snsConfig = z.strictObject({
  port: z.int().min(0).max(65_535),
  host: z.string().min(1),
  dataDir: z.string().min(1),
  region: z.string().min(1),
  accountId: z.string().regex(/^\d{12}$/),
  /** Where to note what programs ask for (`wire/action-log.ts`). */
  actionLog: z.string().optional(),
  topics: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/),
        subscriptions: z.array(subscriptionConfig),
      }),
    )
    .default([]),
  sqsEndpoint: httpUrl.optional(),
  outboxDir: z.string().min(1),
});

export type SnsConfig = z.infer<typeof snsConfig>;
