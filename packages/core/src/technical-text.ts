/**
 * Somebody else's text as the ledger can keep it: at most so many characters (a row holds 64 KB), and without what Postgres
 * does not take, NUL and halves of characters, as cutting may leave them.
 */
export function technicalText(text: string, mostCharacters: number): string {
  return text
    .slice(0, mostCharacters)
    .replaceAll("\0", "\ufffd")
    .replace(/\p{Surrogate}/gu, "\ufffd");
}
