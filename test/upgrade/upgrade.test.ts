import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { recountTransfer } from "@s3mirror/core/store/transfers/closing";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { expect, test } from "vitest";
import { checkOutLastLanded, checkout, findLastLanded } from "./last-landed.ts";
import { type Build, openAccount } from "./open-account.ts";

const MIB = 1024 * 1024;
/** Files of 20 parts each: enough that some are left at every step, however long a busy machine takes for it. */
const large = Array.from({ length: 150 }, (_, n) => ({ key: `first/${n}`, size: 20 * 64 * MIB, seed: n }));
const small = (folder: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ key: `${folder}/${n}`, size: 1_000 + n, seed: n }));

const migrationsOf = async ({ root }: Build) =>
  (await readdir(join(root, "packages/core/src/store/migrations"))).filter((name) => name.endsWith(".sql")).sort();

test("the last landed build works on this one's schema, beside this one, and again alone after a rollback", {
  timeout: 180_000,
}, async () => {
  const folder = await makeTemporaryFolder();
  const before: Build = { name: "before", root: (await checkOutLastLanded(folder.path)).root };
  const after: Build = { name: "after", root: checkout };
  const account = await openAccount([before, after]);
  const copiedBy = async (build: Build, transfer: string) =>
    (await account.logOf(build)).filter((line) => line.transfer === transfer && line.msg === "the file was copied")
      .length;
  const create = async (coordinator: Parameters<typeof account.call>[0], prefix: string): Promise<string> => {
    const body = { source: { bucket: "lab", prefix }, destination: { bucket: "ours", prefix } };
    return (await account.call(coordinator, "POST", "/v1/transfers", body)).id;
  };
  const refuseTroubles = async () => {
    for (const build of [before, after]) {
      const troubles = (await account.logOf(build)).filter(({ level }) => typeof level !== "number" || level >= 50);
      expect(troubles, build.name).toEqual([]);
    }
  };
  const until = (what: string, condition: () => Promise<boolean>) =>
    waitUntil(
      what,
      async () => {
        await refuseTroubles();
        return await condition();
      },
      60_000,
    );
  try {
    // A part takes a second and a half, so that every step falls into the middle of a transfer and of files.
    await account.setPace(45 * MIB);
    await account.putVirtual([...large, ...small("second", 100), ...small("third", 20)]);
    expect(await account.migrate(before)).toEqual(await migrationsOf(before));
    let old = await account.startCoordinator(before);
    const first = await create(old, "first/");
    await until("the last landed build copies", async () => (await account.copiedParts()).length > 10);

    // The deploy: the schema first, while the last landed build works.
    const known = new Set(await migrationsOf(before));
    expect(await account.migrate(after)).toEqual((await migrationsOf(after)).filter((name) => !known.has(name)));
    const fresh = await account.startCoordinator(after);
    const second = await create(fresh, "second/");
    await until(
      "each build copies what the other's coordinator sent",
      async () => (await copiedBy(before, second)) > 0 && (await copiedBy(after, first)) > 0,
    );

    expect(await old.stop()).toBe(0);
    await account.endCopiers(before);
    await until("the last landed build is gone", async () => (await account.runningCopiers(before)) === 0);
    const partsAtDeploy = (await account.copiedParts()).length;
    await until(
      "this build goes on with the files",
      async () => (await account.copiedParts()).length > partsAtDeploy + 10,
    );

    // The rollback: the schema stays.
    old = await account.startCoordinator(before);
    const third = await create(old, "third/");
    expect(await fresh.stop()).toBe(0);
    await account.endCopiers(after);
    await until("this build is gone", async () => (await account.runningCopiers(after)) === 0);
    const partsAtRollback = (await account.copiedParts()).length;
    await account.setPace(null);
    for (const [id, files] of [
      [first, large.length],
      [second, 100],
      [third, 20],
    ] as const) {
      const path = `/v1/transfers/${id}`;
      await until(`transfer ${id} ends`, async () => (await account.call(old, "GET", path)).finishedAt !== null);
      expect(await account.call(old, "GET", path)).toMatchObject({ state: "completed", counts: { copied: files } });
      const transfer = await readTransfer(account.ledger, { id, vendorId: null });
      expect(await recountTransfer(account.ledger, { transfer: transfer?.number ?? 0 })).toEqual([]);
    }
    expect(await old.stop()).toBe(0);

    const parts = await account.copiedParts();
    expect(parts.length).toBeGreaterThan(partsAtRollback);
    expect(parts.length, "no part was copied twice").toBe(new Set(parts).size);
    expect(await account.messagesLeft()).toEqual({ copy: 0, "copy-dlq": 0, "needs-action": 0 });
    await refuseTroubles();
  } finally {
    await account.close();
    await folder.remove();
  }
});

test("a clone without history is told what to fetch", async () => {
  const folder = await makeTemporaryFolder();
  try {
    const clone = join(folder.path, "clone");
    const args = ["clone", "--quiet", "--no-checkout", "--depth", "1", `file://${checkout}`, clone];
    await promisify(execFile)("git", args);
    await expect(findLastLanded(clone)).rejects.toThrow("git fetch --unshallow");
  } finally {
    await folder.remove();
  }
});
