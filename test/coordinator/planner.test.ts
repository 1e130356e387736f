import { planOne } from "@s3mirror/coordinator/plan/planner";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesOf } from "../files-of.ts";
import { acceptTestTransfer } from "../make-transfer.ts";
import { openS3Coordinator, type S3Coordinator } from "./open-s3-coordinator.ts";

let t: S3Coordinator;
beforeAll(async () => {
  t = await openS3Coordinator();
  await t.put(Array.from({ length: 2_500 }, (_, n) => `large/${String(n).padStart(6, "0")}`));
  await t.put(["small/1", "small/2"]);
});
afterAll(() => t.close());

const accept = (prefix: string) =>
  acceptTestTransfer(t.deps.ledger, { source: { bucket: "lab", prefix, ownerAccountId: null } });
const plan = () => planOne(t.deps, { onPage: () => undefined, turnMs: 0 });
const read = async (id: string) => {
  const transfer = await readTransfer(t.deps.ledger, { id, vendorId: null });
  return transfer && [transfer.planned, transfer.plannedAll];
};

test("a transfer of very many files does not keep a small one from being planned", async () => {
  await t.allow(["*"]);
  const large = await accept("large/");
  await plan();
  const small = await accept("small/");
  await plan();
  expect(await read(large)).toEqual([1_000, false]);
  expect(await read(small)).toEqual([2, true]);
  while (await plan());
  expect(await read(large)).toEqual([2_500, true]);
});

test("a listing that is denied in the middle is tried again, and the operator is told once", async () => {
  await t.allow(["*"]);
  const id = await accept("large/");
  await plan();
  await t.allow(["*"], { list: false });
  const goOn = async () => {
    await t.deps.ledger.run(anyRow, "update outbox set not_before = clock_timestamp() where kind = 'plan'");
    return await plan();
  };
  await goOn();
  await goOn();
  const news = await t.deps.ledger.run(
    anyRow,
    "select payload ->> 'about' as about from outbox where kind = 'operator'",
  );
  expect(news).toEqual([{ about: "planning" }]);
  await t.allow(["*"]);
  while (await goOn());
  expect(await read(id)).toEqual([2_500, true]);
});

test("a folder's own marker that would become the bucket itself is left out; folders below it are copied", async () => {
  await t.allow(["*"]);
  await t.put(["root/", "root/a/", "root/a/1"]);
  const id = await acceptTestTransfer(t.deps.ledger, {
    source: { bucket: "lab", prefix: "root/", ownerAccountId: null },
    destination: { bucket: "ours", prefix: "", ownerAccountId: null },
  });
  while (await plan());
  const files = await filesOf(t.deps.ledger, id);
  expect(files.map(({ key, state }) => [key, state])).toEqual([
    ["root/a/", "planned"],
    ["root/a/1", "planned"],
  ]);
});

test("a delivery of folder markers alone is an empty one, told to the laboratory; named by its key a marker is copied", async () => {
  await t.allow(["*"]);
  await t.put(["marked/", "marked/fastq/"]);
  const id = await accept("marked/");
  while (await plan());
  expect(await readTransfer(t.deps.ledger, { id, vendorId: null })).toMatchObject({
    state: "failed",
    failure: { code: "source_empty", message: expect.stringContaining("but empty folders"), actionBy: "vendor" },
  });
  const named = await acceptTestTransfer(t.deps.ledger, {
    source: { bucket: "lab", prefix: "", ownerAccountId: null },
    keys: ["marked/fastq/"],
  });
  while (await plan());
  expect(await read(named)).toEqual([1, true]);
});
