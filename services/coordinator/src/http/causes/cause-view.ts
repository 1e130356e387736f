import { z } from "@hono/zod-openapi";
import { failureKinds } from "@s3mirror/core/failure";
import { destinationKey } from "@s3mirror/core/object-key";
import { transferAddress } from "@s3mirror/core/page-address";
import { type PolicyStatement, policyStatement, vendorMail } from "@s3mirror/core/policy-statement";
import type { CauseRecord } from "@s3mirror/core/store/causes/causes";
import { tellFailure } from "../files/failure-view.ts";
import { count } from "../frame/documented.ts";

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
    policyStatement: policyStatementSchema.optional().openapi({
      description:
        "To paste into the bucket's policy, for kms_permission into the key's; up to 20 files by name, more by their prefix. Left out where no policy helps, and once nothing waits",
    }),
    mailText: z.string().optional().openapi({
      description:
        "A mail to the vendor: subject, an empty line, text with the first 10 keys. Left out where somebody else must act",
    }),
    mailTo: z.string().nullable().openapi({
      description: "Who the mail is for: the vendor's contact; null where it has none, and where there is no mail",
    }),
    files: count,
    samples: count.nullable().openapi({
      description:
        "Of how many samples they are, where names tell samples; null where there are too many files to look",
    }),
    bytes: count,
    firstSeenAt: time,
    lastProbeAt: time.nullable(),
    state: z.enum(["open", "remedied", "waived"]).openapi({
      description:
        "open: files wait. Else none does: they move again (remedied), or somebody decided to go without (waived)",
    }),
  })
  .openapi("Cause");

// Beyond this the first keys no longer are all of them (store/causes/causes.ts gives up to 21).
const MOST_EXACT_KEYS = 20;

/** @param publicUrl where people find the page; null where nobody said it */
export function viewCause(
  cause: CauseRecord,
  principalArn: string,
  publicUrl: string | null = null,
): z.infer<typeof causeSchema> {
  const isComplete = cause.files <= MOST_EXACT_KEYS && cause.firstKeys.length === cause.files;
  const [onlyKey] = cause.files === 1 ? cause.firstKeys : [];
  const target = (key: string) =>
    destinationKey({ prefix: cause.sourcePrefix }, { prefix: cause.destinationPrefix }, key);
  const { failure, ...told } = tellFailure(
    { kind: cause.kind, code: cause.code, side: cause.side, action: cause.action },
    {
      sourceBucket: cause.sourceBucket,
      destinationBucket: cause.destinationBucket,
      sourceKey: onlyKey ?? null,
      destinationKey: onlyKey === undefined ? null : target(onlyKey),
      files: cause.files,
      neverSeen: cause.neverSeen,
      vendorName: cause.vendorName,
      principalArn,
    },
  );
  const atSource = failure.side === "source";
  const bucket = atSource ? cause.sourceBucket : cause.destinationBucket;
  const isOver = cause.files === 0;
  const isMailed = told.actionBy === "vendor" && !isOver;
  const address = transferAddress(publicUrl, { transferId: cause.transferId, causeId: cause.id });
  const statement = isOver
    ? null
    : policyStatement({
        kind: failure.kind,
        side: failure.side,
        action: failure.action,
        bucket,
        principalArn,
        ...(isComplete
          ? { keys: atSource ? cause.firstKeys : cause.firstKeys.map(target) }
          : { prefix: atSource ? cause.sourcePrefix : cause.destinationPrefix }),
      });
  return {
    id: cause.id,
    kind: failure.kind,
    ...told,
    ...(statement && { policyStatement: statement }),
    ...(isMailed && { mailText: mailText(cause, failure.kind, { bucket, statement, address }) }),
    mailTo: isMailed ? cause.vendorEmail : null,
    files: cause.files,
    samples: cause.samples,
    bytes: cause.bytes,
    firstSeenAt: cause.firstSeenAt,
    lastProbeAt: cause.lastProbeAt,
    state: cause.state,
  };
}

function mailText(
  cause: CauseRecord,
  kind: (typeof failureKinds)[number],
  { bucket, statement, address }: { bucket: string; statement: PolicyStatement | null; address: string | null },
): string {
  const { subject, body } = vendorMail({
    kind,
    vendorName: cause.vendorName ?? "colleagues",
    reference: cause.reference ?? cause.transferName ?? cause.transferId,
    bucket,
    files: cause.files,
    neverSeen: cause.neverSeen,
    statement,
    keys: cause.firstKeys,
    address,
    wholeList: `s3mirror transfers files ${cause.transferId} --cause ${cause.id}`,
  });
  return `${subject}\n\n${body}`;
}
