import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { putRoute } from "@s3mirror/core/store/people/routes";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { filesOf } from "../files-of.ts";
import { acceptTestTransfer } from "../make-transfer.ts";
import { type Fleet, openFleet } from "./open-fleet.ts";

let fleet: Fleet;
let place: Awaited<ReturnType<Fleet["makeBuckets"]>>;
beforeAll(async () => {
  fleet = await openFleet();
  place = await fleet.makeBuckets();
  for (const name of ["acme", "rival"]) {
    await putRoute(fleet.ledger, {
      ...{ id: `rt_${name}`, vendorId: null, name, enabled: true, redelivery: "never" },
      ...{ sourceLiteral: false, destinationLiteral: false },
      ...{ sourceBucket: place.source, sourcePrefix: `${name}/`, sourceOwnerAccountId: null },
      ...{ destinationBucket: place.destination, destinationPrefix: `in/${name}/`, destinationOwnerAccountId: null },
      ...{ sourceLiteral: false, destinationLiteral: false, redelivery: "never" as const },
    });
  }
});
afterAll(() => fleet?.close());

type Seen = { n: number; op: string; key: string | null; sourceKey: string | null; status: number | null };

async function seen(since = 0): Promise<Seen[]> {
  const answer = await fetch(`${fleet.s3Url}/_local/requests?since=${since}`);
  return z.object({ requests: z.array(z.any()) }).parse(await answer.json()).requests;
}

const isOfRival = (key: string | null) => /(^|\/)rival\//.test(key ?? "");

type Crossing = { from: string; to: string; overwrite?: "never" | "if_different" | "always" };

/** A planned transfer on acme's route, of `own` and `huge`, that nobody has begun. */
async function planTransfer(overwrite: Crossing["overwrite"] = "never"): Promise<string> {
  const id = await acceptTestTransfer(fleet.ledger, {
    routeId: "rt_acme",
    source: { bucket: place.source, prefix: "acme/", ownerAccountId: null },
    destination: { bucket: place.destination, prefix: "in/acme/", ownerAccountId: null },
    keys: ["acme/own", "acme/huge"],
    options: { overwrite, tags: "required" },
  });
  const plan = async () => (await readTransfer(fleet.ledger, { id, vendorId: null }))?.state;
  await expect.poll(plan, { timeout: 30_000 }).toBe("running");
  return id;
}

/** The same, and then moved off its route in the ledger, as it would stand there had nobody checked it. */
async function crossOver({ from, to, overwrite }: Crossing): Promise<string> {
  const id = await planTransfer(overwrite);
  const moved = { id, from, to };
  await fleet.ledger.run(
    anyRow,
    `with moved as (update transfers set source_prefix = :from, destination_prefix = :to where id = :id returning number)
     update files set key = replace(key, 'acme/', :from) from moved where transfer = moved.number`,
    moved,
  );
  return id;
}

test("a fault in our own check reads and writes nothing of a neighbour: S3 refuses it, and the failure is ours", {
  timeout: 120_000,
}, async () => {
  const put = (Key: string, Body: string) =>
    fleet.laboratory.send(new PutObjectCommand({ Bucket: place.source, Key, Body }));
  await put("rival/own", "their data");
  await put("acme/own", "our data");
  const size = 6 * 1024 ** 3;
  await fleet.putVirtual(place.source, [
    { key: "rival/huge", size, seed: 1 },
    { key: "acme/huge", size, seed: 2 },
  ]);
  const theirs = { Bucket: place.destination, Key: "in/rival/own" };
  const delivered = await fleet.company.send(new PutObjectCommand({ ...theirs, Body: "what rival delivered" }));
  const since = Math.max(...(await seen()).map(({ n }) => n));

  const crossings: string[] = [];
  for (const crossing of [
    { from: "rival/", to: "in/acme/stolen/" },
    { from: "acme/", to: "in/rival/" },
    { from: "acme/", to: "in/rival/", overwrite: "always" },
    { from: "acme/", to: "in/rival/", overwrite: "if_different" },
  ] as const) {
    crossings.push(await crossOver(crossing));
  }
  const right = await planTransfer();
  fleet.startCopier();

  for (const id of crossings) {
    expect(await fleet.settled(id, 60_000)).toMatchObject({ state: "completed_with_failures", copied: 0 });
    for (const file of await filesOf(fleet.ledger, id)) {
      expect(file).toMatchObject({ state: "dead_lettered", failure: { kind: "route_fence", code: "OutsideRoute" } });
    }
  }
  const causes = await fleet.ledger.run(
    z.object({ kind: z.string(), actionBy: z.string() }),
    `select distinct kind, action_by as "actionBy" from causes`,
  );
  expect(causes).toEqual([{ kind: "route_fence", actionBy: "operator" }]);
  expect(await fleet.settled(right, 60_000)).toMatchObject({ state: "completed", copied: 2 });

  const asked = (await seen(since)).filter(({ key, sourceKey }) => isOfRival(key) || isOfRival(sourceKey));
  expect(asked.length).toBeGreaterThanOrEqual(6);
  expect(asked.filter(({ status }) => status !== 403)).toEqual([]);
  expect((await fleet.company.send(new HeadObjectCommand(theirs))).ETag).toBe(delivered.ETag);
});

test("the same copies are made by the route that allows them: it was the session's policy that refused", {
  timeout: 60_000,
}, async () => {
  const id = await acceptTestTransfer(fleet.ledger, {
    routeId: "rt_rival",
    source: { bucket: place.source, prefix: "rival/", ownerAccountId: null },
    destination: { bucket: place.destination, prefix: "in/rival/", ownerAccountId: null },
    keys: ["rival/huge"],
  });
  expect(await fleet.settled(id)).toMatchObject({ state: "completed", copied: 1 });
});
