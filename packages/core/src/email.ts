/** An e-mail address as the ledger keeps it, in lower case; null where the text is none. Says nothing of whether it exists. */
export function readEmail(text: string): string | null {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : null;
}
