import { parseArgs } from "node:util";
import { openTestApi, type TestApi } from "../test/api/open-test-api.ts";
import { ODD_KEYS, seedLargeTransfer } from "../test/seed/seed-large-transfer.ts";

const TIMES = 7;

/**
 * How long the API takes to answer what pages ask of a transfer of a million files, on this machine, with a real Postgres
 * behind a real Data API and nothing kept in memory. `--files N` for another size.
 */
const { values } = parseArgs({ options: { files: { type: "string", default: "1000000" } } });
const files = Number(values.files);

const api = await openTestApi();
try {
  const seedStarted = performance.now();
  const id = await seedLargeTransfer(api.ledger, { files, name: "a large transfer" });
  console.log(`${files.toLocaleString("en")} files, seeded in ${seconds(performance.now() - seedStarted)} s\n`);
  console.log("| read | answered in ms, median of 7 | slowest | items |\n|---|---|---|---|");
  const of = `/v1/transfers/${id}`;
  const [cause] = (await api.call("GET", `${of}/causes`)).body.items;
  const reads: Record<string, string> = {
    "the transfer": of,
    "the list, by attention": "/v1/transfers?sort=attention",
    "the summary": "/v1/summary",
    "files, first 200": `${of}/files?limit=200`,
    "files, 500 from the middle": `${of}/files?limit=500&fromNumber=${Math.floor(files / 2)}`,
    "files, last page": `${of}/files?limit=200&fromNumber=${files - 100}`,
    "files that need attention": `${of}/files?limit=200&state=dead_lettered`,
    "files that need attention, from the middle": `${of}/files?limit=200&state=dead_lettered&fromNumber=${Math.floor(files / 2)}`,
    "files that were waived: none": `${of}/files?limit=200&state=waived`,
    "files of one cause": `${of}/files?limit=200&cause=${encodeURIComponent(cause.id)}`,
    "files being copied": `${of}/files?limit=200&state=copying,verifying`,
    "files that are done": `${of}/files?limit=200&state=copied,skipped`,
    "files that wait: none, looked through": `${of}/files?limit=200&state=planned,queued`,
    "files of one sample": `${of}/files?limit=200&sample=K${Math.floor(files / 16)}`,
    "search for a key near the start": `${of}/files?limit=200&q=${encodeURIComponent(ODD_KEYS[0]?.slice(4, 12) ?? "")}`,
    "search for a key that is not there": `${of}/files?limit=200&q=nothing-is-named-so`,
    "search among those that need attention": `${of}/files?limit=200&state=dead_lettered&q=_R1_`,
    "one file": `${of}/files/${Math.floor(files / 2)}`,
    causes: `${of}/causes`,
    "samples, first 500": `${of}/samples?limit=500`,
    "samples that need attention: none, looked through": `${of}/samples?limit=100&state=needs_attention`,
    "search for a sample": `${of}/samples?limit=100&q=k${Math.floor(files / 16)}`,
    throughput: `${of}/throughput`,
    events: `${of}/events?order=newest_first`,
  };
  for (const [name, path] of Object.entries(reads)) console.log(await measure(api, name, path));
} finally {
  await api.close();
}

async function measure({ call }: TestApi, name: string, path: string): Promise<string> {
  const took: number[] = [];
  let items = 1;
  for (let n = 0; n < TIMES; n += 1) {
    const started = performance.now();
    const { status, body } = await call("GET", path);
    took.push(performance.now() - started);
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
    items = body.items?.length ?? 1;
  }
  took.sort((a, b) => a - b);
  return `| ${name} | ${(took[(TIMES - 1) / 2] ?? 0).toFixed(0)} | ${(took.at(-1) ?? 0).toFixed(0)} | ${items} |`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
