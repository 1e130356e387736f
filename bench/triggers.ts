import { claimFiles } from "@s3mirror/core/store/files/claims";
import { recordDeadLetters } from "@s3mirror/core/store/files/dead-letters";
import type { Hold } from "@s3mirror/core/store/files/hold";
import { recordResults } from "@s3mirror/core/store/files/results";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { anyRow } from "@s3mirror/core/store/rows";
import { z } from "zod";
import { copiedResult, deniedLetter, makeSession, openTestLedger } from "../test/ledger/open-test-ledger.ts";
import { acceptTestTransfer, planNext } from "../test/make-transfer.ts";

/**
 * What the triggers on `files` cost of the statements that copiers and the recorder run, on this machine: Postgres' own
 * times (`explain analyze`), without the Data API's.
 */
const BATCHES = 60;
const FILES = 100;
const LETTERS = 10;
const WRITERS = 8;

const explained = z.object({
  "QUERY PLAN": z.preprocess(
    (plan) => (typeof plan === "string" ? JSON.parse(plan) : plan),
    z.array(
      z.object({
        "Execution Time": z.number(),
        Triggers: z.array(z.object({ "Trigger Name": z.string(), Time: z.number() })),
      }),
    ),
  ),
});
const kinds = {
  "files of no sample": (n: number) => `run/${n}.bin`,
  "8 files a sample": (n: number) => `run/K${n >> 3}_S1_L00${n & 3}_R${(n % 2) + 1}_001.fastq.gz`,
  "each file another sample": (n: number) => `run/K${n}_S1_L001_R1_001.fastq.gz`,
};
const oneSample = (n: number) => `run/${n}/K7_S1_L001_R1_001.fastq.gz`;
type Took = { statement: number; counters: number; samples: number };

const { ledger, close } = await openTestLedger();
const sessionId = await makeSession(ledger, 3_600);
try {
  console.log("| statement | files | ms, median | counters' trigger | samples' trigger |\n|---|---|---|---|---|");
  for (const [kind, keyOf] of Object.entries(kinds)) {
    const transferId = await plan(keyOf);
    const claims: Took[] = [];
    const results: Took[] = [];
    const letters: Took[] = [];
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const holds = holdsOf(transferId, batch);
      claims.push(
        await timed(ledger, (run) => claimFiles(run, { sessionId, leaseSeconds: 60, claims: holds.map(toClaim) })),
      );
      const [denied, copied] = [holds.slice(0, LETTERS), holds.slice(LETTERS)];
      results.push(await timed(ledger, (run) => recordResults(run, { results: copied.map(copiedResult) })));
      letters.push(
        await timed(ledger, (run) =>
          recordDeadLetters(run, {
            deadLetters: denied.map(deniedLetter),
            newCauseIds: denied.map(({ file }) => `ca_${transferId}_${file}`),
            firstProbeSeconds: 300,
          }),
        ),
      );
    }
    console.log(row(`claim of ${FILES}`, kind, claims));
    console.log(row(`${FILES - LETTERS} results`, kind, results));
    console.log(row(`${LETTERS} dead letters`, kind, letters));
  }
  console.log(`\nResults a second, in batches of ${FILES}, through the Data API, ${WRITERS} writers at once:`);
  for (const [kind, keyOf] of Object.entries({ ...kinds, "all of one sample": oneSample })) {
    console.log(`- ${kind}: ${Math.round(await resultsPerSecond(keyOf)).toLocaleString("en")}`);
  }
} finally {
  await close();
}

async function plan(keyOf: (n: number) => string): Promise<string> {
  const transferId = await acceptTestTransfer(ledger);
  await planNext(
    ledger,
    Array.from({ length: BATCHES * FILES }, (_, n) => keyOf(n)),
  );
  await ledger.run(anyRow, "analyze files");
  return transferId;
}

function holdsOf(transferId: string, batch: number): Hold[] {
  return Array.from({ length: FILES }, (_, n) => ({
    transferId,
    file: batch * FILES + n + 1,
    generation: 1,
    attempt: 1,
  }));
}

function toClaim(hold: Hold) {
  return { ...hold, claimId: `${hold.file}` };
}

async function resultsPerSecond(keyOf: (n: number) => string): Promise<number> {
  const transferId = await plan(keyOf);
  const batches = Array.from({ length: BATCHES }, (_, batch) => holdsOf(transferId, batch));
  for (const holds of batches) await claimFiles(ledger, { sessionId, leaseSeconds: 60, claims: holds.map(toClaim) });
  const started = performance.now();
  const write = async () => {
    for (let holds = batches.pop(); holds !== undefined; holds = batches.pop()) {
      await recordResults(ledger, { results: holds.map(copiedResult) });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return (BATCHES * FILES) / ((performance.now() - started) / 1_000);
}

/** Runs, through `explain analyze`, the one statement that `act` asks for. It has its effect. */
async function timed(real: Ledger, act: (ledger: Ledger) => Promise<unknown>): Promise<Took> {
  let took: Took | null = null;
  await act({
    ...real,
    run: async (_row, sql, params) => {
      const [plan] = await real.run(explained, `explain (analyze, format json) ${sql}`, params);
      const [explanation] = plan?.["QUERY PLAN"] ?? [];
      if (explanation === undefined) throw new Error("the statement was not explained");
      const of = (name: string) =>
        explanation.Triggers.filter((trigger) => trigger["Trigger Name"] === name).reduce(
          (ms, { Time }) => ms + Time,
          0,
        );
      took = {
        statement: explanation["Execution Time"],
        counters: of("files_updated"),
        samples: of("samples_updated"),
      };
      return [];
    },
  });
  if (took === null) throw new Error("no statement was run");
  return took;
}

function row(statement: string, kind: string, all: Took[]): string {
  const whole = median(all.map((took) => took.statement));
  const share = (of: "counters" | "samples") => {
    const ms = median(all.map((took) => took[of]));
    return `${ms.toFixed(2)} ms, ${Math.round((ms / whole) * 100)} %`;
  };
  return `| ${statement} | ${kind} | ${whole.toFixed(2)} | ${share("counters")} | ${share("samples")} |`;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
