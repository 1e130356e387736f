import { copyMethod, MIB } from "@s3mirror/core/part-layout";
import type { Work } from "@s3mirror/core/store/files/claims";
import type { LiveBytes } from "@s3mirror/core/store/fleet/sessions";
import type { FileInWork } from "../file/file-in-work.ts";

const MOST_FILES_SHOWN = 200;

/** The bytes of the files in work, for people to watch: the largest files, and a sum per transfer. */
export function liveBytesOf(files: Iterable<FileInWork>): LiveBytes {
  const all = [...files];
  const transfers = new Map<string, number>();
  for (const { work, progress } of all) {
    transfers.set(work.transferId, (transfers.get(work.transferId) ?? 0) + progress.bytesCopied);
  }
  if (all.length > MOST_FILES_SHOWN) all.sort((a, b) => (b.work.sizeBytes ?? 0) - (a.work.sizeBytes ?? 0));
  return {
    files: all.slice(0, MOST_FILES_SHOWN).map(({ work, progress }) => ({
      transferId: work.transferId,
      file: work.file,
      attempt: work.attempt,
      bytesCopied: progress.bytesCopied,
      waits: progress.atGate > 0 && progress.beyondGate === 0,
    })),
    transfers: [...transfers].map(([transferId, bytesCopied]) => ({ transferId, bytesCopied })),
  };
}

/** How many S3 requests a file brings that could be sent at once. */
export type Demand = {
  /** For one claimed file, as far as the claim tells. */
  of(work: Work): number;
  /** For a file not claimed yet: what the last ones brought. At least 1. */
  expected(): number;
};

/** @param gate S3 requests in flight at most: the first guess is that two files fill it */
export function sizeUp(gate: number): Demand {
  let expected = Math.max(1, gate / 2);
  return {
    of(work) {
      const sizeBytes = work.upload?.sizeBytes ?? work.sizeBytes ?? 0;
      const partSizeBytes = work.upload?.partSizeBytes ?? work.partSizeBytes ?? 64 * MIB;
      const requests = copyMethod(sizeBytes) === "multipart" ? Math.ceil(sizeBytes / partSizeBytes) : 1;
      expected = Math.max(1, expected * 0.7 + requests * 0.3);
      return requests;
    },
    expected: () => expected,
  };
}
