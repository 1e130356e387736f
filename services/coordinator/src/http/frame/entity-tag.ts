import { createHash } from "node:crypto";

/** A weak ETag of an answer. The moment it was taken (`asOf`) does not count: what else is equal is unchanged. */
export function entityTag(answer: unknown): string {
  const text = JSON.stringify(answer, (name, value: unknown) => (name === "asOf" ? undefined : value));
  return `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
}
