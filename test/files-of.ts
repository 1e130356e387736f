import type { Ledger } from "@s3mirror/core/store/ledger";
import { type FileRecord, listFiles } from "@s3mirror/core/store/reads/files";

/** The first 500 files of a transfer, as the ledger knows them now. */
export async function filesOf(ledger: Ledger, transferId: string): Promise<FileRecord[]> {
  const everything = { states: null, causeId: null, sampleId: null, q: null };
  const { files } = await listFiles(ledger, {
    ...everything,
    transferId,
    fromNumber: 1,
    lastNumber: 500,
    lookAt: 500,
    limit: 500,
  });
  return files;
}
