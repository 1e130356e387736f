import { randomBytes } from "node:crypto";
import { makeId } from "@s3mirror/core/ids";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { acceptTransfer, type NewTransfer } from "@s3mirror/core/store/transfers/accept-transfer";
import { insertPlannedPage, type PlannedFile, takePlanTask } from "@s3mirror/core/store/transfers/planning";

export const newTransferId = () => makeId("tr", randomBytes(26));

/** Accepts a transfer of `lab/run/…` to `ours/in/…`, but for what `more` says, and leaves it to be planned. */
export async function acceptTestTransfer(ledger: Ledger, more: Partial<NewTransfer> = {}): Promise<string> {
  const id = newTransferId();
  const transfer: NewTransfer = {
    id,
    name: null,
    reference: null,
    labels: {},
    vendorId: null,
    routeId: null,
    source: { bucket: "lab", prefix: "run/", ownerAccountId: null },
    destination: { bucket: "ours", prefix: "in/", ownerAccountId: null },
    keys: null,
    options: { overwrite: "never", tags: "required" },
    createdBy: "a test",
    ...more,
  };
  await ledger.transaction((run) => acceptTransfer(run, transfer));
  return id;
}

/** Plans the transfer that was accepted last, to the end and in one page; a file is its key alone, or with what the listing told. */
export async function planNext(
  ledger: Ledger,
  files: (string | (Pick<PlannedFile, "key"> & Partial<PlannedFile>))[],
  partSizeBytes: number | null = null,
): Promise<void> {
  const task = await takePlanTask(ledger, { leaseSeconds: 30 });
  if (task === null) throw new Error("the accepted transfer has no planning effect");
  const listed = files.map((file) => ({
    sizeBytes: 100,
    etag: '"e"',
    versionId: null,
    ...(typeof file === "string" ? { key: file } : file),
  }));
  await insertPlannedPage(ledger, {
    task,
    files: listed,
    cursor: listed.at(-1)?.key ?? "",
    last: true,
    partSizeBytes,
  });
}
