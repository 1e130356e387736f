import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { RouteRecord } from "@s3mirror/core/store/people/routes";

/** How long S3 may take for all questions together. */
const PATIENCE_MS = 10_000;
/** Ends the key that an upload is begun for, and aborted at once: no object of this name is ever made. */
const PROBE_NAME = ".s3mirror-test";

export type Verdict = "held" | "not_held" | "cannot_tell";

/** What became of one action of a policy's statement: `asked` is the request to S3, null where none was sent. */
export type Finding = {
  side: "source" | "destination";
  statement: string;
  action: string;
  verdict: Verdict;
  asked: string | null;
  told: string;
};

type Side = { bucket: string; prefix: string; ownerAccountId: string | null };
type Known = { key: string; versionId: string | null; isKmsKey: boolean };

/**
 * Asks S3, as the transfer role and for 10 s at most, whether a route's policies hold: lists the source's prefix, reads
 * a byte and the tags of its first object, and begins an upload at the destination that is aborted at once. It leaves
 * nothing behind. What S3 did not clearly allow or refuse is `cannot_tell`.
 */
export async function askRoute(s3: S3Client, route: RouteRecord, kmsKeyArn: string | null): Promise<Finding[]> {
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  const source = {
    bucket: route.sourceBucket,
    prefix: route.sourcePrefix,
    ownerAccountId: route.sourceOwnerAccountId,
  };
  const destination = {
    bucket: route.destinationBucket,
    prefix: route.destinationPrefix,
    ownerAccountId: route.destinationOwnerAccountId,
  };
  const found = await Promise.all([
    askSource(s3, source, kmsKeyArn, abortSignal),
    askDestination(s3, destination, abortSignal),
  ]);
  return found.flat();
}

async function askSource(
  s3: S3Client,
  side: Side,
  kmsKeyArn: string | null,
  abortSignal: AbortSignal,
): Promise<Finding[]> {
  const finding = (action: string, rest: Pick<Finding, "verdict" | "asked" | "told">): Finding => ({
    side: "source",
    statement:
      action === "s3:ListBucket" ? "S3MirrorList" : action.startsWith("kms:") ? "S3MirrorUseKey" : "S3MirrorRead",
    action,
    ...rest,
  });
  const unasked = (action: string, told: string) => finding(action, { verdict: "cannot_tell", asked: null, told });
  const unread = (told: string) => [...readActions, "kms:Decrypt"].map((action) => unasked(action, told));
  if (side.bucket === "*")
    return ["s3:ListBucket", ...readActions].map((one) => unasked(one, "The route names no bucket."));

  const owner = { Bucket: side.bucket, ExpectedBucketOwner: side.ownerAccountId ?? undefined };
  let first: string | undefined;
  const listing = await ask(`ListObjectsV2 s3://${side.bucket}/${side.prefix}, 1 key`, async () => {
    const command = new ListObjectsV2Command({ ...owner, Prefix: side.prefix, MaxKeys: 1 });
    first = (await s3.send(command, { abortSignal })).Contents?.[0]?.Key;
    return first === undefined ? "Nothing lies there yet." : "The prefix was listed.";
  });
  const list = finding("s3:ListBucket", listing);
  if (first === undefined) {
    const why =
      listing.verdict === "held"
        ? "Nothing lies under the prefix yet: put one object there."
        : "No object is known: the listing was not answered.";
    return [list, ...unread(why)];
  }

  const key = first;
  let known: Known = { key, versionId: null, isKmsKey: false };
  const read = await ask(`GetObject s3://${side.bucket}/${key}, 1 byte`, async () => {
    known = await readByte(s3, { ...owner, Key: key }, abortSignal);
    return "A byte was read.";
  });
  const tags = await ask(`GetObjectTagging s3://${side.bucket}/${key}`, async () => {
    await s3.send(new GetObjectTaggingCommand({ ...owner, Key: key }), { abortSignal });
    return "Its tags were read.";
  });
  const { versionId } = known;
  const version = async (action: string, name: string, send: (on: object) => Promise<unknown>): Promise<Finding> => {
    if (versionId === null) return unasked(action, "The object has no version to ask for.");
    const asked = await ask(`${name} s3://${side.bucket}/${key}, version ${versionId}`, async () => {
      await send({ VersionId: versionId });
      return "The version was read.";
    });
    return finding(action, asked);
  };
  return [
    list,
    finding("s3:GetObject", read),
    finding("s3:GetObjectTagging", tags),
    await version("s3:GetObjectVersion", "GetObject", (on) => readByte(s3, { ...owner, Key: key, ...on }, abortSignal)),
    await version("s3:GetObjectVersionTagging", "GetObjectTagging", (on) =>
      s3.send(new GetObjectTaggingCommand({ ...owner, Key: key, ...on }), { abortSignal }),
    ),
    ...attributeActions.map((action) =>
      unasked(action, "This release asks for no attributes; it is granted for later."),
    ),
    ...judgeKey(known, read, kmsKeyArn).map((one) => finding("kms:Decrypt", one)),
  ];
}

const attributeActions = ["s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"];
const readActions = [
  "s3:GetObject",
  "s3:GetObjectTagging",
  "s3:GetObjectVersion",
  "s3:GetObjectVersionTagging",
  ...attributeActions,
];

type Asked = Pick<Finding, "verdict" | "asked" | "told">;

function judgeKey({ isKmsKey }: Known, read: Asked, kmsKeyArn: string | null): Asked[] {
  if (read.verdict === "held" && isKmsKey) {
    return [{ verdict: "held", asked: read.asked, told: "The object is encrypted with a KMS key, and was read." }];
  }
  if (kmsKeyArn === null) return [];
  const told =
    read.verdict === "held" ? "The first object is not encrypted with a KMS key." : "The object was not read.";
  return [{ verdict: "cannot_tell", asked: null, told }];
}

async function askDestination(s3: S3Client, side: Side, abortSignal: AbortSignal): Promise<Finding[]> {
  const finding = { side: "destination" as const, statement: "S3MirrorWrite", action: "s3:PutObject" };
  if (side.bucket === "*") {
    return [{ ...finding, verdict: "cannot_tell", asked: null, told: "The route names no bucket." }];
  }
  const on = {
    Bucket: side.bucket,
    Key: `${side.prefix}${PROBE_NAME}`,
    ExpectedBucketOwner: side.ownerAccountId ?? undefined,
  };
  const asked = await ask(`CreateMultipartUpload s3://${on.Bucket}/${on.Key}, aborted at once`, async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(on), { abortSignal });
    // Aborted whether or not the time is over: it would lie there and cost.
    await s3.send(new AbortMultipartUploadCommand({ ...on, UploadId }));
    return "An upload was begun, and aborted.";
  });
  return [{ ...finding, ...asked }];
}

async function readByte(
  s3: S3Client,
  on: { Bucket: string; Key: string; ExpectedBucketOwner: string | undefined },
  abortSignal: AbortSignal,
): Promise<Known> {
  // An empty object has no first byte; that S3 says so proves that it may be read.
  const answer = await s3.send(new GetObjectCommand({ ...on, Range: "bytes=0-0" }), { abortSignal }).catch((error) => {
    if (error instanceof Error && error.name === "InvalidRange") return null;
    throw error;
  });
  await answer?.Body?.transformToByteArray();
  const versionId = answer?.VersionId ?? null;
  return {
    key: on.Key,
    versionId: versionId === "null" ? null : versionId,
    isKmsKey: answer?.ServerSideEncryption?.startsWith("aws:kms") ?? false,
  };
}

async function ask(asked: string, send: () => Promise<string>): Promise<Asked> {
  try {
    return { verdict: "held", asked, told: await send() };
  } catch (error) {
    return { asked, ...judge(error) };
  }
}

/** Only what S3 says clearly counts; no answer, throttling and trouble say nothing of a policy. */
function judge(error: unknown): Pick<Finding, "verdict" | "told"> {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const status = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
  if (name === "AccessDenied" || status === 403) return { verdict: "not_held", told: `S3 refused it: ${message}` };
  if (name === "NoSuchBucket") return { verdict: "not_held", told: "There is no such bucket." };
  if (name === "PermanentRedirect" || status === 301) {
    return { verdict: "not_held", told: "The bucket is in another region than this environment." };
  }
  if (name === "NoSuchKey") return { verdict: "cannot_tell", told: "The object was gone when it was asked for." };
  if (name === "AbortError" || name === "TimeoutError") {
    return { verdict: "cannot_tell", told: `S3 did not answer within ${PATIENCE_MS / 1_000} s.` };
  }
  return { verdict: "cannot_tell", told: `S3 answered neither yes nor no (${name || "no answer"}).` };
}
