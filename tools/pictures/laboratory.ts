import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import type { VirtualObject, World } from "../../test/browser/open-world.ts";

const PATIENCE_MS = 300_000;

/** What of a transfer tells how far it is. */
type Progress = {
  state: string;
  bytes: { copied: number; total: number | null };
  counts: Record<"total" | "copied" | "copying" | "verifying" | "queued" | "planned" | "deadLettered", number>;
};

export type Laboratory = {
  /** Announces a run. @returns the transfer's id */
  deliver: (run: string) => Promise<string>;
  /** Waits until a transfer is so far. */
  until: (id: string, isSoFar: (progress: Progress) => boolean) => Promise<void>;
  /** Lets us read everything, and tries again what was refused. */
  remedy: (id: string) => Promise<void>;
};

/**
 * A laboratory with three runs of 1, 6 and 48 samples, two FASTQ files each; of the last one's it does not let us read the
 * last two samples yet.
 */
export async function openLaboratory(world: World): Promise<Laboratory> {
  const objects = [...describeRun("2026-09-B", 1), ...describeRun("2026-10-C", 6), ...describeRun("2026-11-A", 48)];
  const { source, destination } = await world.makeBuckets("northlab", objects);
  await world.allow(source, ["run-2026-09-B/*", "run-2026-10-C/*", "run-2026-11-A/plate-1/*"]);
  const vendor = await world.call<{ id: string }>("POST", "/v1/vendors", { name: "Northlab" });
  const { accountId } = world.stack.endpoints.accounts.vendor;
  await world.call("POST", "/v1/routes", {
    vendor: vendor.id,
    source: { bucket: source, prefix: "", accountId },
    destination: { bucket: destination, prefix: "" },
    reason: "the contract with Northlab",
  });
  return {
    async deliver(run) {
      const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
        name: `Northlab run ${run}`,
        reference: `NL-${run}`,
        source: { bucket: source, prefix: `run-${run}/` },
      });
      return id;
    },
    until: (id, isSoFar) =>
      waitUntil(
        `transfer ${id} is so far`,
        async () => isSoFar(await world.call<Progress>("GET", `/v1/transfers/${id}`)),
        PATIENCE_MS,
      ),
    async remedy(id) {
      await world.allow(source, ["*"]);
      const { items } = await world.call<{ items: { id: string }[] }>("GET", `/v1/transfers/${id}/causes`);
      for (const { id: causeId } of items) await world.call("POST", `/v1/transfers/${id}/redrive`, { causeId });
    },
  };
}

/** Every number follows from the sample's, so that each run of this makes the same pictures but for the times. */
function describeRun(run: string, samples: number): VirtualObject[] {
  return Array.from({ length: samples }, (_, index) => {
    const sample = `NL${String(1_041 + index * 3).padStart(5, "0")}`;
    const plate = index < samples - 2 || samples < 48 ? "plate-1" : "plate-2";
    return ["R1", "R2"].map((read, side) => ({
      key: `run-${run}/${plate}/${sample}_S${index + 1}_L001_${read}_001.fastq.gz`,
      size: 14_000_000_000 + ((index * 7_919 + side * 311) % 101) * 230_000_000,
      seed: 1 + index * 2 + side,
    }));
  }).flat();
}
