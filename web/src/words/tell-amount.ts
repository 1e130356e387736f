import { tellBytes, tellCount } from "@s3mirror/core/units";

/** "1.9 of 8.8 TB", "320 MB of 1 TB"; "1.9 TB so far" while it is not known how much there is. */
export function tellBytesOf(part: number, whole: number | null): string {
  if (whole === null) return `${tellBytes(part)} so far`;
  if (part === whole) return tellBytes(whole);
  const [partAmount, partUnit] = tellBytes(part).split(" ");
  const [wholeAmount, wholeUnit] = tellBytes(whole).split(" ");
  return partUnit === wholeUnit || part === 0
    ? `${partAmount} of ${wholeAmount} ${wholeUnit}`
    : `${tellBytes(part)} of ${tellBytes(whole)}`;
}

/** "209 of 989"; "12,000 so far" while it is not known how many there are. */
export function tellCountOf(part: number, whole: number | null): string {
  if (whole === null) return `${tellNumber(part)} so far`;
  return part === whole ? tellNumber(whole) : `${tellNumber(part)} of ${tellNumber(whole)}`;
}

/** "209 of 989 files", "1 file", "12,000 files so far". */
export function tellFilesOf(part: number, whole: number | null): string {
  if (whole === null) return `${tellCount(part, "file")} so far`;
  return `${tellCountOf(part, whole)} ${whole === 1 ? "file" : "files"}`;
}

export function tellNumber(count: number): string {
  return count.toLocaleString("en");
}

/** Whole percent, never 100 before it is all. */
export function tellPercent(share: number): string {
  return `${share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))} %`;
}
