import { tellBytes, tellCount, tellDuration, tellRate } from "@s3mirror/core/units";
import type { Transfer } from "../api-types.ts";
import { copiedFiles } from "../transfer-columns.ts";
import type { Doors, Story } from "./story.ts";
import { until } from "./until.ts";

/** About what one UploadPartCopy does in life, so that there is something to see and to disturb. */
export const lifelikeBytesPerSecond = 60_000_000;

/** Scene 2: the fleet starts from nothing and copies; ends once small files are there and large ones are under way. */
export async function copy(story: Story, transferId: string): Promise<void> {
  const startedAt = performance.now();
  const first = await until(waiting(story, "the first file to be copied"), async () => {
    const transfer = await read(story, transferId);
    refuseFailed(transfer);
    return copiedFiles(transfer) > 0 && transfer;
  });
  const took = performance.now() - startedAt;
  const copiers = await until(waiting(story, "a copier to be listed"), async () => (await listCopiers(story)).length);
  story.tell(`copy      ${tellCount(copiers, "copier")} at work; the first file was there after ${tellDuration(took)}`);
  story.tell(`          ${copiedFiles(first)} of ${first.counts.total ?? "?"} files`);
  const now = await until(waiting(story, "the large files to be under way"), async () => {
    const transfer = await read(story, transferId);
    refuseFailed(transfer);
    return partsConfirmed(await story.control.requests()) >= 20 && transfer;
  });
  story.tell(
    `          ${copiedFiles(now)} of ${now.counts.total ?? "?"} files, ${tellBytes(now.bytes.copied)} of ${tellBytes(now.bytes.total)}, ${tellRate(now.rateBytesPerSecond)}`,
  );
}

/** The process ids of the copiers that run now. */
export async function listCopiers(doors: Doors): Promise<number[]> {
  const { processes } = await doors.endpoints();
  return processes.filter(({ role }) => role.startsWith("copier")).map(({ pid }) => pid);
}

export function partsConfirmed(requests: { op: string; status: number | null }[]): number {
  return requests.filter(({ op, status }) => op === "UploadPartCopy" && status === 200).length;
}

export async function read({ api }: Doors, transferId: string): Promise<Transfer> {
  return await api.get<Transfer>(`/v1/transfers/${transferId}`);
}

export function refuseFailed(transfer: Transfer): void {
  if (transfer.state !== "failed" && transfer.state !== "cancelled") return;
  throw new Error(`The transfer ended ${transfer.state}: ${transfer.failure?.message ?? "without a reason"}`);
}

export function waiting({ signal }: Doors, what: string, timeoutMs = 120_000) {
  return { what, timeoutMs, signal };
}
