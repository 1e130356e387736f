import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { recordResults } from "@s3mirror/core/store/files/results";
import { openLedger } from "@s3mirror/core/store/ledger";
import { migrate, splitStatements } from "@s3mirror/core/store/migrate";
import { migrationNames } from "@s3mirror/core/store/migration-names";
import { followRoutes, listRoutes, takesTransfers } from "@s3mirror/core/store/people/routes";
import { readFile as readLedgerFile } from "@s3mirror/core/store/reads/files";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { listTransferEvents } from "@s3mirror/core/store/transfers/transfer-events";
import { startTestLedger } from "@s3mirror/local-aws/testing/ledger-fixture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acceptTestTransfer, planNext } from "../make-transfer.ts";
import {
  claimOne,
  copiedResult,
  makePlannedTransfer,
  makeSession,
  mustClaim,
  openTestLedger,
  relayAll,
  type TestLedger,
} from "./open-test-ledger.ts";

test("the upgrade takes routes that are no folders out of use with its reason, and what runs on them goes on as it began", async () => {
  const fixture = await startTestLedger({});
  const client = new RDSDataClient({
    endpoint: fixture.rdsDataUrl,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { resourceArn, secretArn } = fixture;
  const rest = { client, sleep: (ms: number) => sleep(ms), random: Math.random, patienceMs: 5_000 };
  const ledger = openLedger({ resourceArn, secretArn, database: "s3mirror", ...rest });
  try {
    await ledger.run(anyRow, "create table migrations (name text primary key, ran_at timestamptz default now())");
    for (const name of migrationNames.filter((one) => one < "0020")) {
      const sql = await readFile(new URL(`../../packages/core/src/store/migrations/${name}`, import.meta.url), "utf8");
      for (const statement of splitStatements(sql)) await ledger.run(anyRow, statement);
      await ledger.run(anyRow, "insert into migrations (name) values (:name)", { name });
    }
    const prefixes: [string, string][] = [
      ["acme", "in/"],
      ["a/", "in"],
      ["/x", "\\y"],
      ["s3://lab/a/", ""],
      ["a//b/", ""],
      ["a /", ""],
      [" a/", ""],
      ["*/", ""],
      ["", ""],
      ["a b/c/", "in/lab/"],
    ];
    for (const [index, [source, destination]] of prefixes.entries()) {
      await ledger.run(
        anyRow,
        `insert into routes (id, name, source_bucket, source_prefix, destination_bucket, destination_prefix)
         values (:id, 'r', 'lab', :source, 'ours', :destination)`,
        { id: `rt_${index}`, source, destination },
      );
    }
    const place = { bucket: "lab", prefix: "acme", ownerAccountId: null };
    const transferId = await acceptTestTransfer(ledger, { source: place, routeId: "rt_0" });
    await planNext(ledger, ["acme-1/a", "acme-2/b"]);
    await relayAll(ledger);

    expect(await migrate(ledger, null)).toEqual(migrationNames.filter((one) => one >= "0020"));
    const routes = await listRoutes(ledger, { vendorId: null });
    expect(routes.map(takesTransfers)).toEqual([...Array(8).fill(false), true, true]);
    expect(routes.slice(0, 3)).toMatchObject([
      { changedBy: "the upgrade", changedReason: 'its prefix is not a folder: "acme"', revision: 2 },
      { changedReason: 'its prefix is not a folder: "in"' },
      { changedReason: 'its prefixes are not folders: "/x" and "\\y"' },
    ]);
    for (const route of routes.slice(0, 8)) expect(route.changedReason, route.sourcePrefix).toContain("not ");
    for (const route of routes.slice(8)) expect(route).toMatchObject({ changedReason: null, revision: 1 });

    await followRoutes(ledger, { routeId: null });
    const running = await readTransfer(ledger, { id: transferId, vendorId: null });
    expect(running).toMatchObject({ state: "running", sourcePrefix: "acme", destinationPrefix: "in/" });
    const claimed = await claimOne(ledger, { sessionId: await makeSession(ledger), transferId, file: 1 });
    expect(claimed).toMatchObject({ type: "go", work: { sourcePrefix: "acme", destinationPrefix: "in/" } });
  } finally {
    client.destroy();
    await fixture.close();
  }
});

describe("a proven object that is replaced", () => {
  let t: TestLedger;
  beforeAll(async () => {
    t = await openTestLedger();
  });
  afterAll(() => t?.close());

  type Made = {
    destinationEtag?: string;
    destinationVersionId?: string;
    replaced?: { etag: string; versionId: string | null };
  };

  /** Copies files of `source` to `ours/DESTINATION…`, each with what its result says. */
  async function copy(prefixes: { source: string; destination: string }, files: Record<string, Made>): Promise<string> {
    const transferId = await acceptTestTransfer(t.ledger, {
      source: { bucket: "lab", prefix: prefixes.source, ownerAccountId: null },
      destination: { bucket: "ours", prefix: prefixes.destination, ownerAccountId: null },
    });
    await planNext(t.ledger, Object.keys(files));
    await relayAll(t.ledger);
    const sessionId = await makeSession(t.ledger);
    for (const [index, made] of Object.values(files).entries()) {
      const hold = await mustClaim(t.ledger, { sessionId, transferId, file: index + 1 });
      const result = { ...copiedResult(hold), ...made };
      // As copiers do: with their role, and more than once where an answer was lost.
      for (const answer of ["recorded", "already"]) {
        expect(await recordResults(t.copierLedger, { results: [result] })).toEqual([answer]);
      }
    }
    return transferId;
  }
  const eventsOf = async (transferId: string) => {
    const all = { vendorId: null, from: null, newestFirst: false, limit: 100 };
    const events = await listTransferEvents(t.ledger, { transferId, ...all });
    return events
      .filter(({ type }) => type.startsWith("transfer.replace"))
      .map(({ type, detail }) => ({ type, detail }));
  };
  const historyOf = async (transferId: string, number: number) => {
    const found = await readLedgerFile(t.ledger, { transferId, number });
    return found?.events.filter(({ type }) => type.startsWith("replace")).map(({ type, detail }) => ({ type, detail }));
  };

  test("is an event on both transfers, once, and in the history of each file, whatever prefixes they had", async () => {
    const earlier = await copy(
      { source: "run/", destination: "one/in/" },
      {
        "run/a/1": { destinationEtag: '"a1"' },
        "run/a/2": { destinationEtag: '"a2"' },
        "run/b": { destinationEtag: '"b"' },
      },
    );
    const later = await copy(
      { source: "again/x/", destination: "one/in/a/" },
      {
        "again/x/1": { replaced: { etag: '"a1"', versionId: null }, destinationEtag: '"n1"' },
        "again/x/2": { replaced: { etag: '"a2"', versionId: null }, destinationEtag: '"n2"' },
        "again/x/3": {},
      },
    );
    expect(await eventsOf(earlier)).toEqual([
      { type: "transfer.replaced", detail: { byTransfer: later, firstKey: "run/a/1" } },
    ]);
    expect(await eventsOf(later)).toEqual([
      { type: "transfer.replaces", detail: { ofTransfer: earlier, firstKey: "again/x/1" } },
    ]);
    expect(await historyOf(earlier, 2)).toEqual([{ type: "replaced", detail: { byTransfer: later, file: 2 } }]);
    expect(await historyOf(later, 2)).toEqual([{ type: "replaces", detail: { ofTransfer: earlier, file: 2 } }]);
    expect(await historyOf(earlier, 3)).toEqual([]);
    expect(await historyOf(later, 3)).toEqual([]);
  });

  test("is told of the very object only: not of one that somebody else had put there since, nor of another version", async () => {
    const prefixes = { source: "run/", destination: "two/" };
    const earlier = await copy(prefixes, {
      "run/1": { destinationEtag: '"ours"' },
      "run/2": { destinationEtag: '"same"', destinationVersionId: "v1" },
    });
    const later = await copy(prefixes, {
      "run/1": { replaced: { etag: '"a stranger\'s"', versionId: null } },
      "run/2": { replaced: { etag: '"same"', versionId: "v2" } },
    });
    expect([await eventsOf(earlier), await eventsOf(later)]).toEqual([[], []]);
  });

  test("is found by an index, however many files the earlier transfer had", async () => {
    const transferId = await makePlannedTransfer(t.ledger, 5_000);
    await t.owner.run(anyRow, "analyze files");
    const number = (await readTransfer(t.ledger, { id: transferId, vendorId: null }))?.number;
    const rows = await t.owner.run(
      anyRow,
      `explain (format json) select number from files f where f.transfer = ${number}
         and hashtextextended(f.key, 0) = hashtextextended('run/1', 0) and f.key = 'run/1'`,
    );
    expect(JSON.stringify(rows)).toMatch(/hashtextextended_idx/);
  });

  test("needs no right of the copier's beyond those it has", async () => {
    const tables = await t.copierLedger
      .run(anyRow, "select count(*) as n from replacements")
      .catch((error: Error) => error.message);
    expect(tables).toMatch(/permission denied/);
  });
});
