import { z } from "@hono/zod-openapi";
import { failureKinds } from "@s3mirror/core/failure";
import { destinationKey } from "@s3mirror/core/object-key";
import { type PolicyStatement, policyStatement, vendorMail } from "@s3mirror/core/policy-statement";
import { guessSampleId } from "@s3mirror/core/sample-name";
import type { CauseRecord } from "@s3mirror/core/store/causes";
import { tellFailure } from "./failure-view.ts";

const count = z.int().min(0);
const time = z.iso.datetime();

export const policyStatementSchema = z
  .object({
    Sid: z.string(),
    Effect: z.literal("Allow"),
    Principal: z.object({ AWS: z.string() }),
    Action: z.array(z.string()),
    Resource: z.union([z.string(), z.array(z.string())]),
    Condition: z.record(z.string(), z.record(z.string(), z.array(z.string()))).optional(),
  })
  .openapi("PolicyStatement");

export const causeSchema = z
  .object({
    id: z.string(),
    kind: z.enum(failureKinds),
    actionBy: z.enum(["vendor", "cloud_team", "operator", "nobody"]),
    title: z.string(),
    message: z.string(),
    remedy: z.string(),
    policyStatement: policyStatementSchema
      .optional()
      .openapi({ description: "To paste; for kms_permission into the key's policy" }),
    mailText: z.string().optional().openapi({ description: "A mail to the vendor: subject, an empty line, text" }),
    files: count,
    samples: count.nullable().openapi({ description: "Null above 20 files: not counted" }),
    bytes: count,
    firstSeenAt: time,
    lastProbeAt: time.nullable(),
    state: z.enum(["open", "remedied", "waived"]),
  })
  .openapi("Cause");

// Beyond this the sample of keys no longer is all of them (store/causes.ts gives up to 21).
const MOST_EXACT_KEYS = 20;

export function viewCause(cause: CauseRecord, principalArn: string): z.infer<typeof causeSchema> {
  const isComplete = cause.files <= MOST_EXACT_KEYS && cause.sampleKeys.length === cause.files && cause.files > 0;
  const [onlyKey] = cause.files === 1 ? cause.sampleKeys : [];
  const target = (key: string) =>
    destinationKey({ prefix: cause.sourcePrefix }, { prefix: cause.destinationPrefix }, key);
  const { failure, ...told } = tellFailure(
    { kind: cause.kind, code: cause.code, side: cause.side, action: cause.action },
    {
      sourceBucket: cause.sourceBucket,
      destinationBucket: cause.destinationBucket,
      sourceKey: onlyKey ?? null,
      destinationKey: onlyKey === undefined ? null : target(onlyKey),
      vendorName: cause.vendorName,
      principalArn,
    },
  );
  const atSource = failure.side === "source";
  const bucket = atSource ? cause.sourceBucket : cause.destinationBucket;
  const statement = policyStatement({
    kind: failure.kind,
    side: failure.side,
    action: failure.action,
    bucket,
    principalArn,
    ...(isComplete
      ? { keys: atSource ? cause.sampleKeys : cause.sampleKeys.map(target) }
      : { prefix: atSource ? cause.sourcePrefix : cause.destinationPrefix }),
  });
  return {
    id: cause.id,
    kind: failure.kind,
    ...told,
    ...(statement && { policyStatement: statement }),
    ...(told.actionBy === "vendor" && { mailText: mailText(cause, failure.kind, bucket, statement) }),
    files: cause.files,
    samples: isComplete ? new Set(cause.sampleKeys.map(guessSampleId).filter((id) => id !== null)).size : null,
    bytes: cause.bytes,
    firstSeenAt: cause.firstSeenAt,
    lastProbeAt: cause.lastProbeAt,
    state: cause.state,
  };
}

function mailText(
  cause: CauseRecord,
  kind: (typeof failureKinds)[number],
  bucket: string,
  statement: PolicyStatement | null,
): string {
  const { subject, body } = vendorMail({
    kind,
    vendorName: cause.vendorName ?? "colleagues",
    reference: cause.reference ?? cause.transferName ?? cause.transferId,
    bucket,
    files: cause.files,
    statement,
  });
  return `${subject}\n\n${body}`;
}
