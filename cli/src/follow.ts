import { setTimeout as delay } from "node:timers/promises";
import { tellBytes, tellCount, tellRate } from "@s3mirror/core/units";
import type { ApiClient } from "./api-client.ts";
import { isOver, type Transfer } from "./api-types.ts";
import type { Context } from "./context.ts";
import { Exit, type ExitCode, exitCode } from "./exit-code.ts";
import { copiedFiles, tellState } from "./transfer-columns.ts";

/**
 * Tells a line whenever something changed, until the transfer is over. Throws Exit 124 after `timeoutMs` and 130 on
 * Ctrl-C; either way the transfer goes on by itself.
 */
export async function followTransfer(
  context: Context,
  api: ApiClient,
  input: { id: string; timeoutMs: number | null; everyMs: number },
): Promise<Transfer> {
  const startedAt = performance.now();
  let told = "";
  for (;;) {
    const transfer = await api.get<Transfer>(`/v1/transfers/${encodeURIComponent(input.id)}`);
    const line = progressLine(transfer);
    if (line !== told) context.tell(`${line}\n`);
    told = line;
    if (isOver(transfer)) return transfer;
    const leftMs = input.timeoutMs === null ? input.everyMs : input.timeoutMs - (performance.now() - startedAt);
    if (leftMs <= 0) {
      throw new Exit(
        exitCode.timedOut,
        `${input.id} is not done yet; it goes on. See: s3mirror transfers watch ${input.id}`,
      );
    }
    await delay(Math.min(input.everyMs, leftMs), undefined, { signal: context.signal });
  }
}

/** Where the transfer is, in one line. */
function progressLine(transfer: Transfer): string {
  const { counts, bytes } = transfer;
  const parts = [
    `${copiedFiles(transfer).toLocaleString("en")} of ${tellCount(counts.total, "file")}`,
    `${tellBytes(bytes.copied)} of ${tellBytes(bytes.total)}`,
  ];
  if (transfer.rateBytesPerSecond !== null && !isOver(transfer)) parts.push(tellRate(transfer.rateBytesPerSecond));
  if (counts.deadLettered > 0)
    parts.push(`${tellCount(counts.deadLettered, "file")} ${counts.deadLettered === 1 ? "needs" : "need"} attention`);
  return `${tellState(transfer)}: ${parts.join(", ")}`;
}

/** What a finished transfer says to a script. */
export function codeOfTransfer(transfer: Transfer): ExitCode {
  if (transfer.state === "completed") return exitCode.done;
  return transfer.state === "completed_with_failures" ? exitCode.needsAttention : exitCode.error;
}
