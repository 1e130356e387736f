import { createHash } from "node:crypto";

const prefixes = { key: "s3m", link: "s3l", session: "s3s" } as const;
export type TokenKind = keyof typeof prefixes;

const shape = /^(s3[mls])_([A-Za-z0-9]{1,64})_([A-Za-z0-9_-]{16,256})$/;
const kinds = new Map<string, TokenKind>(Object.entries(prefixes).map(([kind, prefix]) => [prefix, kind as TokenKind]));

/** What the ledger keeps of a secret: the id to find it by and the SHA-256 of the whole token in hex. */
export type Fingerprint = { id: string; secretHash: string };

/**
 * A new secret `s3?_<id>_<secret>`, shown once. The secret has 256 bits, so a fast hash keeps it.
 * @param randomBytes from a cryptographic source.
 */
export function makeToken(
  kind: TokenKind,
  randomBytes: (count: number) => Uint8Array,
): { token: string; fingerprint: Fingerprint } {
  const id = Buffer.from(randomBytes(10)).toString("hex");
  const token = `${prefixes[kind]}_${id}_${Buffer.from(randomBytes(32)).toString("base64url")}`;
  return { token, fingerprint: { id, secretHash: hash(token) } };
}

/** Reads a token that somebody sent; null where it has not the shape of one. Says nothing of whether it is known. */
export function readToken(text: string): { kind: TokenKind; fingerprint: Fingerprint } | null {
  const [, prefix = "", id = ""] = shape.exec(text) ?? [];
  const kind = kinds.get(prefix);
  return kind === undefined ? null : { kind, fingerprint: { id, secretHash: hash(text) } };
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
