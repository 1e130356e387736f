import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { openTestApi } from "../test/api/open-test-api.ts";

/**
 * What a flood of wrong keys does to those who have a right one: how long their reads take beside it, as a ratio of how
 * long they take without, with a real Postgres behind a real Data API. The flood comes from a process of its own, but the
 * cores are this machine's: beside it stands what as many requests for /healthz do, which ask nothing of anybody.
 * `--at-once N` is how many of its requests are always under way.
 */
const { values } = parseArgs({ options: { "at-once": { type: "string", default: "20" } } });
const atOnce = Number(values["at-once"]);
const READS = 300;

const api = await openTestApi({
  trustedProxies: ["127.0.0.0/8"],
  snapshots: { viewSeconds: 1, callerSeconds: 5 },
  rateLimit: { perSecond: 10_000, burst: 10_000 },
});
try {
  await measure();
  const quiet = await measure();
  console.log(
    "| beside | read in ms, median | 19 of 20 within | ratio of medians | flood, a second | statements for each |",
  );
  console.log("|---|---|---|---|---|---|");
  console.log(`| nothing | ${quiet.median.toFixed(1)} | ${quiet.most.toFixed(1)} | 1.0 | 0 | |`);
  const floods = [
    { name: "as many requests for /healthz", path: "/healthz", addresses: 1 },
    { name: "wrong keys from one address", path: "/v1/transfers", addresses: 1 },
    { name: "wrong keys from 10,000 addresses", path: "/v1/transfers", addresses: 10_000 },
  ];
  for (const { name, ...flood } of floods) {
    const flooder = fork(new URL("./send-flood.ts", import.meta.url), [
      JSON.stringify({ url: api.url, atOnce, ...flood }),
    ]);
    await once(flooder, "message");
    const before = api.statements();
    const started = performance.now();
    const beside = await measure();
    const seconds = (performance.now() - started) / 1_000;
    const statements = api.statements() - before - READS;
    const told = once(flooder, "message");
    flooder.send("stop");
    const [sent] = (await told) as [number];
    await once(flooder, "exit");
    const ratio = beside.median / quiet.median;
    console.log(
      `| ${name} | ${beside.median.toFixed(1)} | ${beside.most.toFixed(1)} | ${ratio.toFixed(1)} | ${Math.round(sent / seconds)} | ${(Math.max(0, statements) / sent).toFixed(4)} |`,
    );
  }
} finally {
  await api.close();
}

/** Reads one after the other, as a page does, each another one, so that the ledger is asked. */
async function measure(): Promise<{ median: number; most: number }> {
  const took: number[] = [];
  for (let n = 0; n < READS; n += 1) {
    const started = performance.now();
    const headers = { authorization: `Bearer ${api.keys.viewer}`, "x-forwarded-for": "192.0.2.1" };
    const answer = await fetch(`${api.url}/v1/transfers?limit=${n + 1}`, { headers });
    await answer.text();
    if (answer.status !== 200) throw new Error(`a right key was answered ${answer.status}`);
    took.push(performance.now() - started);
  }
  took.sort((a, b) => a - b);
  return { median: took[READS / 2] ?? 0, most: took[Math.floor(READS * 0.95)] ?? 0 };
}
