import type { Clock } from "../deps.ts";
import { type Budget, makeBudget } from "./budget.ts";

/**
 * One gate for the S3 requests in flight, over all files of this copier.
 *
 * A request waits in its lane (same transfer, same budgets). Whenever there is room, the head with the lowest rank among
 * the lanes that may go now is let through: the file claimed first is served first, a lane whose budget is used up does
 * not hold up the others, and the last tenth of the gate is kept for transfers with nothing in flight here.
 */
export type Gate = {
  /** Waits for room and returns what gives it back. Null when the signal aborted first. */
  enter(ask: Ask, signal: AbortSignal | null): Promise<Leave | null>;
  /** S3 asked to slow down on these budgets. */
  slowDown(budgets: readonly BudgetName[]): void;
  /** Every bucket's request budget is shared equally by the live sessions. */
  share(liveSessions: number): void;
  inFlight(): number;
  limit: number;
};

/** `rank`: lower goes first. */
export type Ask = { rank: number; transferId: string; budgets: readonly BudgetName[] };
export type Leave = () => void;
/** `write:bucket/first-prefix` or `read:bucket/first-prefix`, as `budgetName` makes it. */
export type BudgetName = `${"read" | "write"}:${string}`;

/** S3 scales by prefix: 3,500 writes and 5,500 reads a second each (S3 user guide, "Optimizing Amazon S3 performance"). */
const requestsPerSecond = { write: 3_500, read: 5_500 };

/** The budget that a request on this key spends: its bucket and the first segment of its key. */
export function budgetName(kind: "read" | "write", bucket: string, key: string): BudgetName {
  return `${kind}:${bucket}/${key.slice(0, key.indexOf("/") + 1)}`;
}

type Waiter = { rank: number; order: number; resolve: (leave: Leave | null) => void; gone: boolean };
type Lane = { transferId: string; budgets: Budget[]; heap: Waiter[] };

export function makeGate(input: { clock: Clock; limit: number }): Gate {
  const { clock, limit } = input;
  const reserve = Math.floor(limit / 10);
  const lanes = new Map<string, Lane>();
  const budgets = new Map<BudgetName, Budget>();
  const inFlightOf = new Map<string, number>();
  let inFlight = 0;
  let order = 0;
  let sessions = 1;
  let timer: { dueMs: number; cancel: AbortController } | null = null;

  function budgetOf(name: BudgetName): Budget {
    let budget = budgets.get(name);
    if (budget === undefined) {
      if (budgets.size >= 1_000) forgetIdleBudgets();
      budget = makeBudget({ clock, capPerSecond: capOf(name) });
      budgets.set(name, budget);
    }
    return budget;
  }

  function capOf(name: BudgetName): number {
    return requestsPerSecond[name.startsWith("write:") ? "write" : "read"] / sessions;
  }

  function forgetIdleBudgets(): void {
    const inUse = new Set([...lanes.values()].flatMap((lane) => lane.budgets));
    for (const [name, budget] of budgets) if (!inUse.has(budget) && budget.isIdle()) budgets.delete(name);
  }

  function pump(): void {
    while (inFlight < limit) {
      const { lane, soonestMs } = nextLane();
      if (lane === null) {
        if (soonestMs !== null) wakeIn(soonestMs);
        return;
      }
      const waiter = popHeap(lane.heap);
      if (waiter === undefined) return;
      for (const budget of lane.budgets) budget.take();
      inFlight += 1;
      inFlightOf.set(lane.transferId, (inFlightOf.get(lane.transferId) ?? 0) + 1);
      waiter.resolve(leaveOnce(lane.transferId));
    }
  }

  function nextLane(): { lane: Lane | null; soonestMs: number | null } {
    let best: { lane: Lane; head: Waiter } | null = null;
    let soonestMs: number | null = null;
    const onlyNewcomers = inFlight >= limit - reserve;
    for (const [name, lane] of lanes) {
      while (lane.heap[0]?.gone) popHeap(lane.heap);
      const head = lane.heap[0];
      if (head === undefined) {
        lanes.delete(name);
        continue;
      }
      if (onlyNewcomers && inFlightOf.has(lane.transferId)) continue;
      if (best !== null && !goesBefore(head, best.head)) continue;
      const waitMs = Math.max(0, ...lane.budgets.map((budget) => budget.waitMs()));
      if (waitMs > 0) soonestMs = Math.min(soonestMs ?? waitMs, waitMs);
      else best = { lane, head };
    }
    return { lane: best?.lane ?? null, soonestMs };
  }

  function leaveOnce(transferId: string): Leave {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inFlight -= 1;
      const rest = (inFlightOf.get(transferId) ?? 1) - 1;
      if (rest === 0) inFlightOf.delete(transferId);
      else inFlightOf.set(transferId, rest);
      pump();
    };
  }

  function wakeIn(ms: number): void {
    const dueMs = clock.nowMs() + ms;
    if (timer !== null && timer.dueMs <= dueMs) return;
    timer?.cancel.abort();
    const mine = { dueMs, cancel: new AbortController() };
    timer = mine;
    void clock.wait(ms, mine.cancel.signal).then(() => {
      if (timer !== mine) return;
      timer = null;
      pump();
    });
  }

  return {
    enter(ask, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve(null);
        const name = `${ask.transferId} ${ask.budgets.join(" ")}`;
        let lane = lanes.get(name);
        if (lane === undefined) {
          lane = { transferId: ask.transferId, budgets: ask.budgets.map(budgetOf), heap: [] };
          lanes.set(name, lane);
        }
        const giveUp = () => {
          waiter.gone = true;
          resolve(null);
        };
        const waiter: Waiter = {
          rank: ask.rank,
          order: order++,
          gone: false,
          resolve: (leave) => {
            signal?.removeEventListener("abort", giveUp);
            resolve(leave);
          },
        };
        signal?.addEventListener("abort", giveUp, { once: true });
        pushHeap(lane.heap, waiter);
        pump();
      });
    },
    slowDown(names) {
      for (const name of names) budgetOf(name).slowDown();
    },
    share(liveSessions) {
      sessions = Math.max(1, liveSessions);
      for (const [name, budget] of budgets) budget.setCap(capOf(name));
    },
    inFlight: () => inFlight,
    limit,
  };
}

function goesBefore(a: Waiter, b: Waiter): boolean {
  return a.rank !== b.rank ? a.rank < b.rank : a.order < b.order;
}

function pushHeap(heap: Waiter[], waiter: Waiter): void {
  let at = heap.length;
  heap.push(waiter);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || goesBefore(parent, waiter)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = waiter;
}

function popHeap(heap: Waiter[]): Waiter | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    const left = heap[below];
    const right = heap[below + 1];
    if (left === undefined) break;
    if (right !== undefined && goesBefore(right, left)) below += 1;
    const child = heap[below];
    if (child === undefined || goesBefore(last, child)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
  return first;
}
