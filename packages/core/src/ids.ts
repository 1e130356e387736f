/** The prefixes of every id that leaves the house; the rest of an id is opaque. */
export type IdPrefix = "tr" | "dl" | "rt" | "vn" | "we" | "ca" | "ses" | "req" | "us" | "ar";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * An unguessable id such as `tr_4h7…`: the prefix and 26 Crockford base-32 digits (130 bits).
 * @param randomBytes at least 26 bytes from a cryptographic source; each gives one digit (its low five bits).
 */
export function makeId(prefix: IdPrefix, randomBytes: Uint8Array): string {
  if (randomBytes.length < 26) throw new RangeError(`makeId needs 26 random bytes, got ${randomBytes.length}`);
  let digits = "";
  for (const byte of randomBytes.subarray(0, 26)) digits += alphabet[byte & 31];
  return `${prefix}_${digits}`;
}

/** Whether a text has the shape of an id with this prefix. Says nothing of whether it exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return new RegExp(`^${prefix}_[${alphabet}]{26}$`).test(text);
}
