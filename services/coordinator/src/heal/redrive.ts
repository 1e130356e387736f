import { isProbed } from "@s3mirror/core/failure";
import { listPageTargets } from "@s3mirror/core/store/causes/probe-targets";
import { finishRedrive, giveBackRedrive, type Redrive, takeRedrive } from "@s3mirror/core/store/transfers/redrive";
import {
  advanceRedrive,
  findRedrivePage,
  type PageVerdict,
  type RedrivePage,
} from "@s3mirror/core/store/transfers/redrive-page";
import type { Deps } from "../deps.ts";
import { probeFile } from "./probe.ts";

/** A page takes some seconds, and each prolongs the lease. */
export const REDRIVE_LEASE_SECONDS = 60;
const TURN_MS = 5_000;
const PAGE = 10_000;
/** Up to so many files of one cause are each probed by itself; of more, a few that are spread over them. */
const SINGLY = 100;
const SPREAD = 20;
const AT_ONCE = 10;

type RedriveDeps = Pick<Deps, "ledger" | "s3" | "log" | "sleep">;

/** Goes on with one redrive for a while, so that a long one does not hold up the others. @returns whether there was one */
export async function redriveOnce(deps: RedriveDeps): Promise<boolean> {
  const redrive = await takeRedrive(deps.ledger, { leaseSeconds: REDRIVE_LEASE_SECONDS });
  if (redrive === null) return false;
  await workOnRedrive(deps, redrive, TURN_MS);
  return true;
}

/**
 * Probes the chosen files page by page, for about `ms`, and puts those to work anew that pass, and only those. Files
 * whose failure cannot be probed (a destination that exists, a crash), and those that did not fail, go without.
 * Whoever stops in the middle leaves the position in the ledger.
 * @returns the redrive as far as it came, and whether it is done
 */
export async function workOnRedrive(
  deps: RedriveDeps,
  redrive: Redrive,
  ms: number,
): Promise<{ redrive: Redrive; isDone: boolean }> {
  let now = redrive;
  let isLate = false;
  const inTime = new AbortController();
  void deps.sleep(ms, inTime.signal).then(() => {
    isLate = true;
  });
  try {
    for (;;) {
      const page = await nextPage(deps, now);
      if (page === null) {
        await finishRedrive(deps.ledger, now);
        const { transferId: transfer, causeId: cause, redriven, stillFailing, by } = now;
        deps.log.info({ transfer, cause, redriven, stillFailing, by }, "a redrive came to its end");
        return { redrive: now, isDone: true };
      }
      const next = await advanceRedrive(deps.ledger, {
        redrive: now,
        page,
        verdict: await judgePage(deps, now, page),
        leaseSeconds: REDRIVE_LEASE_SECONDS,
      });
      if (next === null) return { redrive: now, isDone: false };
      now = next;
      if (isLate) {
        await giveBackRedrive(deps.ledger, now);
        return { redrive: now, isDone: false };
      }
    }
  } finally {
    inTime.abort();
  }
}

async function nextPage(deps: RedriveDeps, redrive: Redrive): Promise<RedrivePage | null> {
  const { singlyTo: upTo } = redrive.at;
  const single = upTo === null ? null : await findRedrivePage(deps.ledger, { redrive, limit: SINGLY, upTo });
  return single ?? (await findRedrivePage(deps.ledger, { redrive, limit: PAGE, upTo: null }));
}

async function judgePage(deps: RedriveDeps, redrive: Redrive, page: RedrivePage): Promise<PageVerdict> {
  const isAsked = page.kind !== null && isProbed(page.kind);
  if (!isAsked && page.kind !== "invalid_key") return { type: "judged", numbers: null, stillFailing: 0 };
  // Neither its key nor its transfer's destination ever changes.
  if (page.kind === "invalid_key") return { type: "judged", numbers: [], stillFailing: page.files };
  const isEach = page.files <= SINGLY;
  const targets = await listPageTargets(deps.ledger, { redrive, page, count: isEach ? SINGLY : SPREAD });
  const passed: number[] = [];
  for (let from = 0; from < targets.length; from += AT_ONCE) {
    const group = targets.slice(from, from + AT_ONCE);
    const verdicts = await Promise.all(group.map((target) => probeFile(deps, target)));
    passed.push(...group.flatMap((target, index) => (verdicts[index] ? [target.number] : [])));
  }
  if (isEach) return { type: "judged", numbers: passed, stillFailing: page.files - passed.length };
  if (passed.length === targets.length) return { type: "judged", numbers: null, stillFailing: 0 };
  return passed.length === 0 ? { type: "judged", numbers: [], stillFailing: page.files } : { type: "singly" };
}
