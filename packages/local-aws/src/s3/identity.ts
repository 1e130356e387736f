import { createHash, randomBytes } from "node:crypto";
import type { Bucket } from "./state.ts";
import { element } from "./xml.ts";

/** A version id, upload id or opaque ETag: unguessable and never used twice. */
export function makeVersionId(bucket: Bucket): string | null {
  return bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : null;
}

export function makeUploadId(): string {
  return randomBytes(48).toString("base64url");
}

export function makeOpaqueEtag(): string {
  return randomBytes(16).toString("hex");
}

/** An `<Owner>` as S3 writes it: the account's canonical user id. */
export function owner(accountId: string): string {
  const canonical = createHash("sha256").update(accountId).digest("hex");
  return `<Owner>${element("ID", canonical)}${element("DisplayName", accountId)}</Owner>`;
}

/** An `<Initiator>`: for IAM principals its id is the ARN (S3 API, "Initiator"). */
export function initiator(principalArn: string): string {
  const name = principalArn.slice(principalArn.lastIndexOf("/") + 1);
  return `<Initiator>${element("ID", principalArn)}${element("DisplayName", name)}</Initiator>`;
}

/** A time as S3's XML has it. Kept to the millisecond, shown to the second, as S3 does. */
export function isoTime(atMs: number): string {
  return new Date(Math.floor(atMs / 1000) * 1000).toISOString();
}
