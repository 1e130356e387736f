import type { SmokeContext, Transfers } from "./probe.ts";
import { cancelTransfer, readTransfer, type StageTransfer, startTransfer } from "./stage-api.ts";
import { sweepLater } from "./sweep.ts";
import { until } from "./until.ts";

type Can = Extract<Transfers, { type: "can" }>;

/** Where an own object lands: below the workplace, by its name. */
export function landsAt({ workplace }: SmokeContext, { source }: Can, key: string): { bucket: string; key: string } {
  return { bucket: workplace.bucket, key: `${workplace.prefix}arrived/${key.slice(source.prefix.length)}` };
}

/** Has the stage copy objects of the run's own. It ends with the run, whatever happens. @throws Error when refused */
export async function startOwn(
  context: SmokeContext,
  transfers: Can,
  keys: string[],
  options?: { partSizeBytes: number },
): Promise<string> {
  const { api, routeId: route, source } = transfers;
  sweepLater(context, context.workplace);
  const prefix = `${context.workplace.prefix}arrived/`;
  const destination = { bucket: context.workplace.bucket, prefix };
  const wish = { route, source: { ...source, keys }, destination };
  const answer = await startTransfer(api, { ...wish, ...(options && { options }) });
  if (answer.type === "refused")
    throw Object.assign(new Error(answer.text), { name: answer.code, $metadata: { httpStatusCode: 422 } });
  const { id } = answer;
  context.onCleanup(`the transfer ${id}`, async () => {
    if ((await readTransfer(api, id)).finishedAt !== null) return;
    await cancelTransfer(api, id);
    // Interrupted or not: what copiers still write would come after the sweep.
    const calm = { ...context, signal: new AbortController().signal };
    if ((await settled(calm, api, id, 120_000)) === null) throw new Error("it did not end within 2 minutes");
  });
  return id;
}

/** The transfer once it has ended; null when it has not in time. */
export function settled(
  context: Pick<SmokeContext, "nowMs" | "wait" | "patience" | "signal">,
  api: Can["api"],
  id: string,
  forMs: number,
): Promise<StageTransfer | null> {
  return until(context, forMs, async () => {
    const transfer = await readTransfer(api, id);
    return transfer.finishedAt === null && transfer.state !== "failed" ? null : transfer;
  });
}
