import { noteKeyUse } from "@s3mirror/core/store/people/api-keys";
import type { ApiDeps } from "./api-deps.ts";
import type { Caller } from "./api-env.ts";

const NOTED_EVERY_MS = 60_000;
/** Whoever is beyond is noted anew: the ledger itself keeps to once a minute. */
const MOST_KEPT = 10_000;

/** Keeps when and from where each key was used last: once a minute, and nobody waits for it. */
export function noteUses({ ledger, log, now }: Pick<ApiDeps, "ledger" | "log" | "now">): {
  note: (caller: Caller, address: string) => void;
} {
  const noted = new Map<string, number>();
  return {
    note({ kind, id }, address) {
      if (kind !== "key") return;
      const nowMs = now().getTime();
      if (Math.abs(nowMs - (noted.get(id) ?? Number.NEGATIVE_INFINITY)) < NOTED_EVERY_MS) return;
      if (noted.size >= MOST_KEPT) noted.clear();
      noted.set(id, nowMs);
      noteKeyUse(ledger, { id, from: address }).catch((error: unknown) => {
        noted.delete(id);
        log.warn({ err: error, key: id }, "when a key was used last could not be noted");
      });
    },
  };
}
