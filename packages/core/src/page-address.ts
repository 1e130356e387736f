/** Where the page shows a transfer, or one of its causes; null where nobody said where the page is. */
export function transferAddress(
  publicUrl: string | null | undefined,
  { transferId, causeId = null }: { transferId: string; causeId?: string | null },
): string | null {
  if (publicUrl === null || publicUrl === undefined) return null;
  const cause = causeId === null ? "" : `#cause-${encodeURIComponent(causeId)}`;
  return `${publicUrl}/transfers/${encodeURIComponent(transferId)}${cause}`;
}
