import type { TransferState } from "@s3mirror/core/states";
import { anyRow } from "@s3mirror/core/store/rows";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { acceptTestTransfer } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";

/** How a transfer may stand, and where it then stands in a list by attention. */
type Standing = {
  state: TransferState;
  pausedBy: "user" | "breaker" | null;
  isStalled: boolean;
  deniedFiles: number;
  endedAgo: string | null;
  rank: 0 | 1 | 2;
};
const open = { pausedBy: null, isStalled: false, deniedFiles: 0, endedAgo: null, rank: 1 } as const;
const ended = { ...open, endedAgo: "1 hour", rank: 2 } as const;
const standings: readonly Standing[] = [
  { ...open, state: "planning" },
  { ...open, state: "running" },
  { ...open, state: "running", deniedFiles: 3, rank: 0 },
  { ...open, state: "running", isStalled: true, rank: 0 },
  { ...open, state: "paused", pausedBy: "user" },
  { ...open, state: "paused", pausedBy: "breaker", rank: 0 },
  { ...ended, state: "completed" },
  { ...ended, state: "completed_with_failures", deniedFiles: 1, rank: 0 },
  { ...ended, state: "cancelled" },
  { ...ended, state: "failed", rank: 0 },
  { ...ended, state: "failed", endedAgo: "8 days" },
];
const names = ["Alpha plate", "beta plate", "gamma"];
const studies = ["kidney", "liver"];
const vendors = ["vn_lab", "vn_other", null];

type Known = { id: string; name: string; study: string; vendorId: string | null; standing: Standing };
type Change = { who: number; standing: Standing } | "a new one";

let api: TestApi;
/** In the order they came. */
const known: Known[] = [];
beforeAll(async () => {
  api = await openTestApi();
  for (let n = 0; n < 24; n += 1) await add(chooseFrom(standings, n));
});
afterAll(() => api.close());

const chooseFrom = <T>(choices: readonly T[], n: number): T => choices[n % choices.length] as T;

async function add(standing: Standing): Promise<Known> {
  const n = known.length;
  const name = chooseFrom(names, n);
  const study = chooseFrom(studies, n);
  const vendorId = chooseFrom(vendors, n + Math.floor(n / 3));
  const id = await acceptTestTransfer(api.ledger, { name, labels: { study }, vendorId });
  const transfer = { id, name, study, vendorId, standing };
  known.push(transfer);
  await put(transfer, standing);
  return transfer;
}

async function put(transfer: Known, standing: Standing): Promise<void> {
  transfer.standing = standing;
  const { state, pausedBy, isStalled, deniedFiles, endedAgo } = standing;
  await api.ledger.run(
    anyRow,
    `with stands as (
       update transfers set state = :state, paused_by = :paused_by::text,
         stalled_since = case when :stalled::boolean then clock_timestamp() end,
         finished_at = clock_timestamp() - :ended_ago::text::interval
       where id = :id returning number)
     insert into causes (id, transfer, kind, action_by, side, action, files)
     select 'ca_' || number, number, 'source_permission', 'vendor', 'source', 's3:GetObject', :files::bigint from stands
     on conflict (id) do update set files = excluded.files`,
    { id: transfer.id, state, paused_by: pausedBy, stalled: isStalled, ended_ago: endedAgo, files: deniedFiles },
  );
}

/** Left out more often than not, or hardly a list would have a second page. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const filter = fc.record({
  byAttention: fc.boolean(),
  states: seldom(fc.subarray([...new Set(standings.map(({ state }) => state))], { minLength: 1 })),
  needsAttention: seldom(fc.boolean()),
  q: seldom(fc.constantFrom("ALPHA", "plate", "no such name")),
  study: seldom(fc.constantFrom(...studies)),
  vendorId: seldom(fc.constantFrom("vn_lab", "vn_other")),
  asVendor: seldom(fc.constant(true)),
});
type Filter = typeof filter extends fc.Arbitrary<infer T> ? T : never;

function toQuery({ byAttention, states, needsAttention, q, study, vendorId }: Filter): URLSearchParams {
  return new URLSearchParams({
    ...(byAttention && { sort: "attention" }),
    ...(states && { state: states.join(",") }),
    ...(needsAttention !== null && { needsAttention: String(needsAttention) }),
    ...(q && { q }),
    ...(study && { "label.study": study }),
    ...(vendorId && { vendor: vendorId }),
  });
}

function isWanted(filter: Filter, { name, study, vendorId, standing }: Known): boolean {
  return (
    (filter.states?.includes(standing.state) ?? true) &&
    (filter.needsAttention ?? standing.rank === 0) === (standing.rank === 0) &&
    name.toLowerCase().includes(filter.q?.toLowerCase() ?? "") &&
    study === (filter.study ?? study) &&
    vendorId === (filter.vendorId ?? vendorId) &&
    (filter.asVendor === null || vendorId === "vn_lab")
  );
}

/** The ids that a list must give, in its order. */
function listWanted(filter: Filter): string[] {
  const rank = ({ standing }: Known) => (filter.byAttention ? standing.rank : 0);
  return known
    .toReversed()
    .filter((transfer) => isWanted(filter, transfer))
    .sort((one, other) => rank(one) - rank(other))
    .map(({ id }) => id);
}

/** Walks a list to its end; `between` is called after each page but the last. */
async function walk(filter: Filter, limit: number, between: () => Promise<void>): Promise<string[]> {
  const query = toQuery(filter);
  query.set("limit", `${limit}`);
  const walked: string[] = [];
  for (;;) {
    const key = filter.asVendor === null ? api.keys.viewer : api.keys.vendor;
    const { status, body } = await api.call("GET", `/v1/transfers?${query}`, { key });
    expect(status).toBe(200);
    walked.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.nextCursor === null) return walked;
    expect(body.items).toHaveLength(limit);
    query.set("cursor", body.nextCursor);
    await between();
  }
}

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ who: fc.nat(1_000), standing: fc.constantFrom(...standings) }) },
  { weight: 1, arbitrary: fc.constant("a new one" as const) },
);

it("whoever walks a list meets every transfer that stayed as it was once, in order, whatever the others do meanwhile", async () => {
  let changedBetween = 0;
  await fc.assert(
    fc.asyncProperty(
      filter,
      fc.integer({ min: 1, max: 6 }),
      fc.array(change, { minLength: 4 }),
      async (filter, limit, changes) => {
        const wanted = listWanted(filter);
        const changed = new Set<string>();
        const coming = [...changes];
        const walked = await walk(filter, limit, async () => {
          for (const next of coming.splice(0, 2)) {
            changedBetween += 1;
            if (next === "a new one") {
              changed.add((await add(chooseFrom(standings, known.length))).id);
            } else {
              const transfer = chooseFrom(known, next.who);
              changed.add(transfer.id);
              await put(transfer, next.standing);
            }
          }
        });
        const stayed = (ids: string[]) => ids.filter((id) => !changed.has(id));
        expect(stayed(walked)).toEqual(stayed(wanted));
      },
    ),
    { numRuns: 30 },
  );
  expect(changedBetween).toBeGreaterThan(20);
});

it("filters, search and the caller's own limits hold together, in either order", async () => {
  await fc.assert(
    fc.asyncProperty(filter, async (filter) => {
      expect(await walk(filter, 100, async () => {})).toEqual(listWanted(filter));
    }),
    { numRuns: 60 },
  );
});
