import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import type { World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";

/** One transfer that stands in each of the states in which nothing more comes by itself; their ids. */
export type States = Record<"couldNotStart" | "paused" | "cancelled" | "incomplete" | "stalled", string>;

/** What a stack needs so that a transfer is soon paused, cancelled, or marked as stalled. */
export const soonStalled = { sessionLeaseSeconds: 6, serviceEnvironment: { S3MIRROR_STALL_SECONDS: "10" } };

type Seen = { state: string; stalledSince: string | null; counts: { copying: number; copied: number } };

/**
 * Makes them as they come about: a laboratory that lets us list nothing, one that refuses some files, a person who pauses,
 * one who cancels, an Amazon that copies no byte more. The stalled one comes last: from then on nothing is copied.
 */
export async function makeStates(world: World): Promise<States> {
  const vendor = await world.call<{ id: string }>("POST", "/v1/vendors", { name: "Northlab" });
  const { accountId } = world.stack.endpoints.accounts.vendor;

  /** A delivery of six samples, of which we may read what the patterns cover; without any we may not even list it. */
  const deliver = async (run: string, size: number, readable = ["*"]) => {
    const keys = Array.from({ length: 6 }, (_, n) => `run-${run}/NL0${n + 41}_S${n + 1}_L001_R1_001.fastq.gz`);
    const bucket = run.toLowerCase();
    const objects = keys.map((key, seed) => ({ key, size, seed }));
    const { source, destination } = await world.makeBuckets(bucket, objects);
    if (readable.length > 0) await world.allow(source, readable);
    // The request is not answered at once, so that it is the planner who is refused, not the one who asks for the transfer.
    else
      await world.injectFault({
        id: run,
        match: { op: "ListObjectsV2", bucket: source },
        do: { hang: true },
        times: 1,
      });
    const route = await world.call<{ id: string }>("POST", "/v1/routes", {
      vendor: vendor.id,
      source: { bucket: source, prefix: "", accountId },
      destination: { bucket: destination, prefix: "" },
      reason: "the contract with Northlab",
    });
    const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
      name: `Northlab run ${run}`,
      route: route.id,
      source: { bucket: source, prefix: `run-${run}/` },
      destination: { bucket: destination, prefix: `run-${run}/` },
      // At 1 MB/s each is done in a few seconds: nobody waits long for one that is on its way.
      options: { partSizeBytes: 8 * 1024 * 1024 },
    });
    return id;
  };
  const until = (id: string, what: string, isSo: (seen: Seen) => boolean) =>
    waitUntil(what, async () => isSo(await world.call<Seen>("GET", `/v1/transfers/${id}`)), PATIENCE_MS);
  const decide = (id: string, verb: "pause" | "cancel", reason: string) =>
    world.call("POST", `/v1/transfers/${id}/${verb}`, { reason });

  const couldNotStart = await deliver("2026-11-D", 3_000_000_000, []);
  await until(couldNotStart, "it could not start", ({ state }) => state === "failed");
  const incomplete = await deliver("2026-11-E", 3_000_000_000, ["run-2026-11-E/NL041*", "run-2026-11-E/NL042*"]);
  await until(incomplete, "it ends incomplete", ({ state }) => state === "completed_with_failures");

  await world.setCopySpeed(1_000_000);
  const paused = await deliver("2026-11-F", 60_000_000_000);
  await until(paused, "it is copied", ({ counts }) => counts.copying > 0);
  await decide(paused, "pause", "the laboratory renames the samples tonight");
  const cancelled = await deliver("2026-11-G", 60_000_000_000);
  await decide(cancelled, "cancel", "sent twice");
  await until(cancelled, "it is cancelled", ({ state }) => state === "cancelled");
  const stalled = await deliver("2026-11-H", 60_000_000_000);
  await world.setCopySpeed(1_000);
  await until(stalled, "it stalls", ({ stalledSince }) => stalledSince !== null);
  return { couldNotStart, paused, cancelled, incomplete, stalled };
}
