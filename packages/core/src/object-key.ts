/** Why a key cannot be moved; `code` is stable, the words are for people. */
export type KeyProblem = {
  code: "key_too_long" | "key_dot_segment" | "key_not_well_formed" | "key_empty";
  message: string;
  remedy: string;
};

/** Why a text cannot name a bucket. */
export type BucketNameProblem = { code: "bucket_name_invalid"; message: string; remedy: string };

/** S3's limit for a key, in bytes of UTF-8 (S3 user guide, "Naming Amazon S3 objects"). */
export const MAX_KEY_BYTES = 1024;

/**
 * Where an object goes: `destination.prefix` + the key without `source.prefix`, cut once, at the front, by position.
 * Prefixes are plain text, not folders: `a` + `/b` and `a/` + `b` are different cuts.
 * @throws RangeError if the key does not start with `source.prefix`: such a key was never listed under it.
 */
export function destinationKey(source: { prefix: string }, destination: { prefix: string }, key: string): string {
  if (!key.startsWith(source.prefix)) throw new RangeError("The key does not start with the source prefix.");
  return destination.prefix + key.slice(source.prefix.length);
}

/**
 * The first reason why `key` cannot be copied to `destinationKey`, or null.
 * Both are judged, because the limit holds after the destination prefix is put on. Everything not named here (`//`,
 * a leading `/`, `%2F`, `+`, `?`, quotes, emoji, tab, line breaks) is copied byte for byte.
 */
export function findKeyProblem(key: string, destinationKey: string): KeyProblem | null {
  return findProblemOf(key, "source key") ?? findProblemOf(destinationKey, "destination key");
}

/** Like findKeyProblem for a prefix: it may be empty, and its unfinished last segment (`a/.` of `a/.b`) is not judged. */
export function findPrefixProblem(prefix: string): KeyProblem | null {
  if (prefix === "") return null;
  const finished = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  return (
    findCharacterProblem(prefix, "prefix") ?? findLengthProblem(prefix, "prefix") ?? findDotSegment(finished, "prefix")
  );
}

/**
 * Whether a text can name a bucket we address: 3-63 of `a-z 0-9 . -`, first and last a letter or digit, no `..`, not an
 * IP address (S3 user guide, "General purpose bucket naming rules"). Says nothing of whether the bucket exists.
 */
export function findBucketNameProblem(bucket: string): BucketNameProblem | null {
  const shaped = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && !bucket.includes("..");
  if (shaped && !/^\d+\.\d+\.\d+\.\d+$/.test(bucket)) return null;
  const remedy = bucket.startsWith("s3://")
    ? "Give the bucket's name alone: without s3:// and without a key."
    : bucket.startsWith("arn:")
      ? "Give the bucket's name, not its ARN."
      : "Use 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit.";
  return { code: "bucket_name_invalid", message: "This is not the name of an S3 bucket.", remedy };
}

/**
 * The `CopySource` parameter: the SDK sends it as it is, so each key segment is percent-encoded here and the version is
 * put outside the encoding (raw, a `+` is read as a space and `k?versionId=x` injects a version).
 * @throws URIError for a lone surrogate: findKeyProblem refuses such keys at intake.
 */
export function encodeCopySource(source: { bucket: string; key: string; versionId?: string | null }): string {
  const path = `${source.bucket}/${source.key.split("/").map(encodeURIComponent).join("/")}`;
  return source.versionId ? `${path}?versionId=${encodeURIComponent(source.versionId)}` : path;
}

/**
 * A key as it may be shown in text: what one cannot see (control and formatting characters, as line breaks and the
 * right-to-left override) is written as its JSON escape, so that a key can fake neither lines nor other names.
 */
export function escapeUnseen(key: string): string {
  return key.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (unseen) =>
    Array.from(
      { length: unseen.length },
      (_, unit) => `\\u${unseen.charCodeAt(unit).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

function findProblemOf(key: string, what: string): KeyProblem | null {
  if (key === "") {
    return {
      code: "key_empty",
      message: `The ${what} is empty.`,
      remedy: "Give a destination prefix, or leave out the object whose key is the source prefix itself.",
    };
  }
  return findCharacterProblem(key, what) ?? findLengthProblem(key, what) ?? findDotSegment(key, what);
}

function findLengthProblem(text: string, what: string): KeyProblem | null {
  if (text.length * 3 <= MAX_KEY_BYTES) return null;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= MAX_KEY_BYTES) return null;
  return {
    code: "key_too_long",
    message: `The ${what} is ${bytes.toLocaleString("en")} bytes long in UTF-8; S3 takes at most ${MAX_KEY_BYTES.toLocaleString("en")}.`,
    remedy: "Use a shorter destination prefix, or rename the object at the source.",
  };
}

// Path-style URLs carry keys raw: a client or proxy on the way may fold `.` and `..` into another key.
function findDotSegment(text: string, what: string): KeyProblem | null {
  const segment = text.split("/").find((part) => part === "." || part === "..");
  if (segment === undefined) return null;
  return {
    code: "key_dot_segment",
    message: `The ${what} has the segment "${segment}", which software on the way may read as another place.`,
    remedy: `Rename the object at the source so that no part between slashes is "." or "..".`,
  };
}

// S3 answers in XML (ListParts, Complete and error bodies name the key raw): what XML 1.0 cannot hold cannot come back.
function findCharacterProblem(text: string, what: string): KeyProblem | null {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (isXmlCharacter(point)) continue;
    const name = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
    const why =
      point >= 0xd800 && point <= 0xdfff ? "half of a character" : "a character that S3's answers cannot carry";
    return {
      code: "key_not_well_formed",
      message: `The ${what} contains ${name}, ${why}.`,
      remedy: "Rename the object at the source, or check the encoding of the list (UTF-8).",
    };
  }
  return null;
}

/** The Char production of XML 1.0; lone surrogates, NUL, most control characters, U+FFFE and U+FFFF are outside it. */
function isXmlCharacter(point: number): boolean {
  if (point < 0x20) return point === 0x9 || point === 0xa || point === 0xd;
  return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || point >= 0x10000;
}

/** A key as a listing with EncodingType=url tells it (S3, ListObjectsV2): percent-encoded, with + for a space. */
export function decodeListedKey(listed: string): string {
  return decodeURIComponent(listed.replaceAll("+", " "));
}
