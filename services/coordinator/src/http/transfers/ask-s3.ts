import { HeadBucketCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { isFolderMarker } from "@s3mirror/core/folder-prefix";
import { decodeListedKey } from "@s3mirror/core/object-key";
import { policyStatement } from "@s3mirror/core/policy-statement";
import type { FieldProblem, ProblemCode } from "../frame/problem.ts";

/** Enough to see whether anything stands below a folder but the markers of some folders. */
const LOOK_AT_OBJECTS = 10;
/** How long S3 may take before the answer is given without it. */
const PATIENCE_MS = 3_000;

export type Question = {
  source: { bucket: string; prefix: string; ownerAccountId: string | null };
  keys: string[] | null;
  destination: { bucket: string; ownerAccountId: string | null };
  /** Where the body names the destination: its bucket, or the route. */
  destinationPointer: string;
  transferPrincipalArn: string;
};

export type DefiniteNo = { code: ProblemCode; error: FieldProblem };

/**
 * Asks S3, for 3 s at most, what can be known before a transfer is accepted: a listing of one key of the source and
 * HeadBucket of the destination. Only a definite no counts; no answer, throttling and trouble are the planner's to see.
 */
export async function askS3(s3: S3Client, question: Question): Promise<DefiniteNo | null> {
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  const [source, destination] = await Promise.all([
    askSource(s3, question, abortSignal),
    askDestination(s3, question, abortSignal),
  ]);
  return source ?? destination;
}

async function askSource(s3: S3Client, question: Question, abortSignal: AbortSignal): Promise<DefiniteNo | null> {
  const { source, keys } = question;
  const list = async (prefix: string) => {
    const listing = await s3.send(
      new ListObjectsV2Command({
        Bucket: source.bucket,
        Prefix: prefix,
        MaxKeys: LOOK_AT_OBJECTS,
        EncodingType: "url",
        ExpectedBucketOwner: source.ownerAccountId ?? undefined,
      }),
      { abortSignal },
    );
    const found = listing.Contents ?? [];
    return found.map(({ Key = "", Size = null }) => ({
      key: decodeListedKey(Key),
      sizeBytes: Size,
    }));
  };
  try {
    if (keys !== null) return await judgeKeys(source.bucket, keys, list);
    const found = await list(source.prefix);
    const isMore = found.length === LOOK_AT_OBJECTS || found.some((object) => !isFolderMarker(object));
    return isMore ? null : sourceEmpty(source, found.length > 0);
  } catch (error) {
    return judgeSource(question, error);
  }
}

/** Keys that are not there become files that fail one by one; one that is the name of a folder was meant as that. */
async function judgeKeys(
  bucket: string,
  keys: string[],
  list: (prefix: string) => Promise<{ key: string }[]>,
): Promise<DefiniteNo | null> {
  const [key = ""] = keys;
  const [first] = await list(key);
  // The object itself would be the first of all that begin so.
  if (keys.length > 1 || first === undefined || first.key === key || key.endsWith("/")) return null;
  if ((await list(`${key}/`)).length === 0) return null;
  return {
    code: "key_is_folder",
    error: {
      pointer: "/source/keys/0",
      message: `s3://${bucket}/${key} is a folder, and no object.`,
      remedy: `Write "${key}/" to move the folder. Nothing was started.`,
    },
  };
}

/** A transfer of nothing. */
function sourceEmpty({ bucket, prefix }: Question["source"], isMarked: boolean): DefiniteNo {
  return {
    code: "source_empty",
    error: {
      pointer: "/source/prefix",
      message: `There is nothing under s3://${bucket}/${prefix}${isMarked ? " but empty folders" : ""}.`,
      remedy: isMarked
        ? "Ask the laboratory whether the delivery is complete. Nothing was started."
        : "Check the prefix letter by letter; S3 tells upper and lower case apart. Nothing was started.",
    },
  };
}

/** What a listing's failure says for certain; null where it may be otherwise in a minute. */
export function judgeSource(
  { source, keys, transferPrincipalArn }: Pick<Question, "source" | "keys" | "transferPrincipalArn">,
  error: unknown,
): DefiniteNo | null {
  const missing = judgeBucket(source.bucket, "/source/bucket", error);
  // Whoever names keys needs no listing.
  if (missing !== null || nameOf(error) !== "AccessDenied" || keys !== null) return missing;
  const statement = policyStatement({
    kind: "source_permission",
    side: "source",
    action: "s3:ListBucket",
    bucket: source.bucket,
    prefix: source.prefix,
    principalArn: transferPrincipalArn,
  });
  return {
    code: "source_permission",
    error: {
      pointer: "/source/bucket",
      message: `We are not allowed to list s3://${source.bucket}/${source.prefix}.`,
      remedy: `The bucket's owner adds this statement to its policy, and removes any Deny against it: ${JSON.stringify(statement)}`,
    },
  };
}

async function askDestination(s3: S3Client, question: Question, abortSignal: AbortSignal): Promise<DefiniteNo | null> {
  const { bucket, ownerAccountId } = question.destination;
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: ownerAccountId ?? undefined }), {
      abortSignal,
    });
    return null;
  } catch (error) {
    // A refusal says nothing: writing does not need the right that HeadBucket asks for (s3:ListBucket).
    return judgeBucket(bucket, question.destinationPointer, error);
  }
}

function judgeBucket(bucket: string, pointer: string, error: unknown): DefiniteNo | null {
  const name = nameOf(error);
  const status = statusOf(error);
  // HEAD has no body: its 404 arrives as NotFound.
  if (name === "NoSuchBucket" || (name === "NotFound" && status === 404)) {
    return {
      code: "bucket_not_found",
      error: {
        pointer,
        message: `There is no bucket ${bucket}.`,
        remedy: "Correct the bucket's name. Nothing was started.",
      },
    };
  }
  if (name === "PermanentRedirect" || status === 301) {
    return {
      code: "bucket_elsewhere",
      error: {
        pointer,
        message: `The bucket ${bucket} is in another region than this environment.`,
        remedy: "Use a bucket of this region, or the environment of that region.",
      },
    };
  }
  return null;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function statusOf(error: unknown): number | null {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode ?? null;
}
