import type { SmokeContext, Transfers } from "./probe.ts";
import { cancelTransfer, type NewTransfer, readTransfer, type StageTransfer, startTransfer } from "./stage-api.ts";
import { sweepLater } from "./sweep.ts";
import { until } from "./until.ts";

type Can = Extract<Transfers, { type: "can" }>;

/** Where an own object lands: below the workplace, by its name. */
export function landsAt({ workplace }: SmokeContext, { source }: Can, key: string): { bucket: string; key: string } {
  return { bucket: workplace.bucket, key: `${workplace.prefix}arrived/${key.slice(source.prefix.length)}` };
}

/** Has the stage copy objects of the run's own, by the run's route. @throws Error when refused */
export function startOwn(
  context: SmokeContext,
  { api, routeId: route, source }: Can,
  keys: string[],
  options?: NewTransfer["options"],
): Promise<string> {
  return startInto(context, api, { ...source, keys }, { route, ...(options && { options }) });
}

/** Has the stage copy into the workplace. The transfer ends with the run, whatever happens. @throws Error when refused */
export async function startInto(
  context: SmokeContext,
  api: Can["api"],
  source: NewTransfer["source"],
  more: Pick<NewTransfer, "route" | "options"> = {},
): Promise<string> {
  sweepLater(context, context.workplace);
  const destination = { bucket: context.workplace.bucket, prefix: `${context.workplace.prefix}arrived/` };
  const answer = await startTransfer(api, { source, destination, ...more });
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
