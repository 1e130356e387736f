import { connect } from "node:net";
import { anyRow } from "@s3mirror/core/store/rows";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readCsv } from "../csv/read-csv.ts";
import { planNext } from "../make-transfer.ts";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

const SOME = 3_000;
/** More than the sockets of one machine hold. */
const MANY = 40_000;

let api: TestApi;
let some: string;
let large: string;
beforeAll(async () => {
  api = await openTestApi();
  some = await seedLargeTransfer(api.ledger, { files: SOME, name: "some files" });
  large = await seedLargeTransfer(api.ledger, { files: MANY, name: "many files" });
});
afterAll(() => api.close());

async function accept(keys: string[], more: object = {}, key = api.keys.admin): Promise<string> {
  const destination = key === api.keys.admin ? { destination: { bucket: "any", prefix: "x/" } } : {};
  const body = { name: "Plate 7", source: { bucket: "lab", prefix: "runs/7/" }, ...destination, ...more };
  const { body: made } = await api.call("POST", "/v1/transfers", { key, body });
  await planNext(api.ledger, keys);
  return made.id;
}

const get = (path: string, key?: string) => api.call("GET", path, key === undefined ? {} : { key });

it("a report holds every file of a view once, in order, with what is known of it", async () => {
  const keys = [
    "runs/7/K7_S1_L001_R1_001.fastq.gz",
    'runs/7/=HYPERLINK("x"),\n"y"',
    "runs/7/K7_S1_L001_R2_001.fastq.gz",
  ];
  const id = await accept(keys);
  await settle(api.ledger, id, { copied: [1], denied: [2] });
  const { status, headers, body } = await get(`/v1/transfers/${id}/report.csv`);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
  expect(headers.get("content-disposition")).toBe(`attachment; filename="Plate-7-${id.slice(-6)}-files.csv"`);
  const [head = [], ...lines] = readCsv(body);
  const [first, second, third] = lines.map((line) => Object.fromEntries(line.map((cell, at) => [head[at], cell])));
  expect(lines).toHaveLength(3);
  expect(first).toEqual({
    number: "1",
    key: keys[0],
    destinationKey: "x/K7_S1_L001_R1_001.fastq.gz",
    sampleId: "K7",
    sizeBytes: "100",
    state: "copied",
    failureKind: "",
    actionBy: "",
    failureMessage: "",
    verificationResult: "verified",
    verificationMethod: "etag",
    startedAt: expect.stringMatching(/Z$/),
    finishedAt: expect.stringMatching(/Z$/),
    attempts: "1",
    redrives: "0",
  });
  expect(second).toMatchObject({
    key: keys[1],
    state: "dead_lettered",
    failureKind: "source_permission",
    actionBy: "vendor",
  });
  expect(second?.failureMessage).not.toBe("");
  expect(third).toMatchObject({ number: "3", attempts: "0", startedAt: "", verificationResult: "" });

  const { items } = (await get(`/v1/transfers/${id}/files`)).body;
  expect((await get(`/v1/transfers/${id}/report.json`)).body).toEqual(items);
});

it("a report takes the filters of the list and gives all that pass, beyond any page", async () => {
  const [cause] = (await get(`/v1/transfers/${some}/causes`)).body.items;
  const { counts } = (await get(`/v1/transfers/${some}`)).body;
  const numbers = async (query: string) =>
    (await get(`/v1/transfers/${some}/report.json${query}`)).body.map(({ number }: { number: number }) => number);
  const all = await numbers("");
  expect(all).toEqual(Array.from({ length: SOME }, (_, n) => n + 1));
  expect(readCsv((await get(`/v1/transfers/${some}/report.csv`)).body)).toHaveLength(SOME + 1);
  expect(await numbers("?state=dead_lettered")).toHaveLength(counts.deadLettered);
  expect(await numbers("?state=copied")).toHaveLength(counts.copied);
  expect(await numbers("?state=copying,verifying")).toHaveLength(counts.copying);
  expect(await numbers(`?cause=${encodeURIComponent(cause.id)}`)).toHaveLength(cause.files);
  expect(await numbers("?sample=K100")).toEqual([800, 801, 802, 803, 804, 805, 806, 807]);
  expect(await numbers("?q=k100_s100&state=copied")).toEqual([800, 801, 802, 803, 804, 805, 806, 807]);
  expect(await numbers("?q=nothing%25")).toEqual([]);
  expect((await get(`/v1/transfers/${some}/report.csv?q=nothing`)).body).toMatch(/^number,key,[A-Za-z,]+\r\n$/);
  expect((await get(`/v1/transfers/${some}/report.csv?state=done`)).body.errors[0].pointer).toBe("/query/state/0");
  expect((await get(`/v1/transfers/${some}/report.csv?limit=1`)).body.code).toBe("query_unknown");
});

it("samples are told with who blocks them, and where the files of those that are ready went", async () => {
  const reads = (sample: string) => [1, 2].map((read) => `runs/7/${sample}_S1_L001_R${read}_001.fastq.gz`);
  const id = await accept([...reads("A"), ...reads("B"), ...reads("C"), "runs/7/notes.txt"]);
  await settle(api.ledger, id, { copied: [1, 3, 4], denied: [2] });
  const path = `/v1/transfers/${id}/samples.csv`;
  const { headers, body } = await get(path);
  expect(headers.get("content-disposition")).toMatch(/-samples\.csv"$/);
  expect(readCsv(body)).toEqual([
    ["sampleId", "state", "files", "readyFiles", "blockedBy", "destinationUris"],
    ["A", "needs_attention", "2", "1", "vendor", ""],
    [
      "B",
      "ready",
      "2",
      "2",
      "",
      reads("B")
        .map((key) => key.replace("runs/7/", "s3://any/x/"))
        .join("\n"),
    ],
    ["C", "in_progress", "2", "0", "", ""],
  ]);
  expect(readCsv((await get(`${path}?state=ready`)).body).map(([sample]) => sample)).toEqual(["sampleId", "B"]);
  expect((await get(`${path}?state=done`)).body.errors[0].pointer).toBe("/query/state/0");

  const samples = readCsv((await get(`/v1/transfers/${some}/samples.csv`)).body).slice(1);
  expect(new Set(samples.map(([sample]) => sample)).size).toBe(SOME / 8 + 1);
  const ready = samples.filter(([, state]) => state === "ready");
  expect(ready.length).toBeGreaterThan(300);
  for (const [, , files, , , uris] of ready) expect(uris?.split("\n")).toHaveLength(Number(files));
});

it("a sample of more files than fit into one answer of the ledger is told with all of them", async () => {
  const keys = Array.from({ length: 1_200 }, (_, n) => `runs/7/one_S1_L001_R1_${String(n).padStart(3, "0")}.fastq.gz`);
  const id = await accept(keys);
  await api.owner.run(
    anyRow,
    `update files set sample_id = 'one', state = 'copied', verification_result = 'verified'
     where transfer = (select number from transfers where id = :id)`,
    { id },
  );
  await api.owner.run(
    anyRow,
    `insert into samples (transfer, id, files, settled) select number, 'one', 1200, 1200 from transfers where id = :id
     on conflict (transfer, id) do update set files = 1200, settled = 1200`,
    { id },
  );
  const [, line] = readCsv((await get(`/v1/transfers/${id}/samples.csv?state=ready`)).body);
  expect(line?.[5]?.split("\n")).toEqual(keys.map((key) => key.replace("runs/7/", "s3://any/x/")));
});

it("long keys that are all quotes fit into the ledger's answers", async () => {
  const key = (n: number) => `runs/7/${String(n).padStart(4, "0")}${'"'.repeat(1_000)}`;
  const keys = Array.from({ length: 900 }, (_, n) => key(n));
  const id = await accept(keys);
  const { body } = await get(`/v1/transfers/${id}/report.json`);
  expect(body.map((file: { key: string }) => file.key)).toEqual(keys);
});

it("a name of any letters becomes a file name that every system takes", async () => {
  const named = async (name: string) => {
    const id = await accept(["runs/7/a"], { name });
    const told = (await get(`/v1/transfers/${id}/report.csv`)).headers.get("content-disposition") ?? "";
    return told.replaceAll(id.slice(-6), "ID");
  };
  expect(await named('../../etc/"passwd"; x=\\y')).toBe('attachment; filename="etc-passwd-x-y-ID-files.csv"');
  expect(await named("Prüfung 検体")).toBe(
    `attachment; filename="Pr-fung-ID-files.csv"; filename*=UTF-8''${encodeURIComponent("Prüfung-検体-ID-files.csv")}`,
  );
  expect(await named("検体")).toContain('filename="ID-files.csv"');
  expect(await named("x".repeat(200))).toBe(`attachment; filename="${"x".repeat(80)}-ID-files.csv"`);
});

it("a vendor's key downloads its own and finds nobody else's", async () => {
  const own = await accept(["runs/7/K7_S1_L001_R1_001.fastq.gz"], {}, api.keys.vendor);
  for (const name of ["report.csv", "report.json", "samples.csv"]) {
    expect((await get(`/v1/transfers/${own}/${name}`, api.keys.vendor)).status, name).toBe(200);
    for (const id of [own, some]) {
      const { status, body } = await get(`/v1/transfers/${id}/${name}`, api.keys.otherVendor);
      expect({ status, code: body.code }, name).toEqual({ status: 404, code: "transfer_not_found" });
    }
  }
});

it("HEAD tells the same headers and reads no file; nothing is said to be unchanged", async () => {
  const path = `/v1/transfers/${some}/report.csv`;
  const before = api.statements();
  const head = await api.call("HEAD", path, { headers: { "if-none-match": "*" } });
  expect({ status: head.status, body: head.body }).toEqual({ status: 200, body: "" });
  expect(head.headers.get("content-disposition")).toContain("some-files");
  // Who asks, and the transfer.
  expect(api.statements() - before).toBeLessThanOrEqual(2);
  const whole = await api.call("GET", path, { headers: { "if-none-match": "*" } });
  expect({ status: whole.status, etag: whole.headers.get("etag") }).toEqual({ status: 200, etag: null });
});

it("a report that is begun while its transfer grows holds what was known then, each file once", async () => {
  const { body: made } = await api.call("POST", "/v1/transfers", {
    body: { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } },
  });
  await planNext(
    api.ledger,
    Array.from({ length: 3_000 }, (_, n) => `runs/7/${n}`),
  );
  const reading = await startReading(`/v1/transfers/${made.id}/report.csv`);
  await reading.until((text) => text.includes("\r\n1,"));
  await api.owner.run(
    anyRow,
    `with t as (select number from transfers where id = :id),
     grown as (update transfers set planned_files = planned_files + 1000 where id = :id)
     insert into files (transfer, number, key, state) select t.number, 3000 + n, 'runs/7/late' || n, 'planned' from t, generate_series(1, 1000) as n`,
    { id: made.id },
  );
  const text = await reading.rest();
  const lines = readCsv(bodyOf(text)).slice(1);
  expect(lines.map(([number]) => Number(number))).toEqual(Array.from({ length: 3_000 }, (_, n) => n + 1));
});

it("a ledger that fails in the middle breaks the download off, so that no client takes it for whole", async () => {
  const path = `/v1/transfers/${large}/report.json`;
  const breakOff = async (protocol: "HTTP/1.1" | "HTTP/1.0") => {
    const reading = await startReading(path, protocol);
    await reading.until((text) => text.includes('"number":1,'));
    await api.owner.run(anyRow, "alter table files rename to files_away");
    try {
      const failure = await reading.rest().then(
        () => null,
        (error: Error) => error,
      );
      return { text: reading.text(), failure };
    } finally {
      await api.owner.run(anyRow, "alter table files_away rename to files");
    }
  };
  const { text } = await breakOff("HTTP/1.1");
  expect(text).not.toMatch(/\r\n0\r\n\r\n$|Error/);
  // In HTTP/1.0 the end of the connection is that of the body: it has to be reset. libuv, where it meets data and reset
  // in one look, tells its reader of an end alone, so it is looked for several times.
  let seen: Error | null = null;
  for (let tries = 0; seen === null && tries < 20; tries += 1) {
    const { text, failure } = await breakOff("HTTP/1.0");
    expect(text).not.toMatch(/\]\n$|Error/);
    seen = failure;
  }
  expect(seen?.message).toMatch(/ECONNRESET/);

  const broken = fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.keys.admin}` } }).then(
    async (answer) => {
      await api.owner.run(anyRow, "alter table files rename to files_away");
      return await answer.text();
    },
  );
  await expect(broken).rejects.toThrow();
  const refused = await get(path);
  await api.owner.run(anyRow, "alter table files_away rename to files");
  // Nothing was sent yet: a problem as everywhere.
  expect(refused).toMatchObject({ status: 500, body: { code: "internal" } });
  expect((await api.call("GET", `/v1/transfers/${some}/report.json`)).status).toBe(200);
});

it("reads no further than the client takes, and ends when it goes", async () => {
  const before = api.statements();
  const reading = await startReading(`/v1/transfers/${large}/report.json`);
  await reading.until((text) => text.includes('"number":1,'));
  reading.pause();
  // Until what the sockets hold is full.
  const read = (await api.statementsAtRest()) - before;
  expect(read).toBeLessThan(MANY / 1_500);
  reading.destroy();
  expect((await api.statementsAtRest()) - before).toBeLessThanOrEqual(read + 1);
});

it("one key has at most four downloads at once, and may have another when one has ended", async () => {
  const path = `/v1/transfers/${large}/report.json`;
  const open = [];
  for (let n = 0; n < 4; n += 1) {
    const reading = await startReading(path, "HTTP/1.1", api.keys.viewer);
    await reading.until((text) => text.includes('"number":1,'));
    reading.pause();
    open.push(reading);
  }
  const refused = await get(path, api.keys.viewer);
  expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 429, code: "too_many_requests" });
  expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  expect((await get(path, api.keys.operator)).status).toBe(200);
  open[0]?.destroy();
  await waitUntil("its place is free", async () => (await get(path, api.keys.viewer)).status === 200);
  for (const reading of open) reading.destroy();
});

/** A client on the bare connection, which reads only while somebody waits for more. */
async function startReading(path: string, protocol: "HTTP/1.1" | "HTTP/1.0" = "HTTP/1.1", key = api.keys.admin) {
  const { hostname, port } = new URL(api.url);
  const socket = connect({ host: hostname, port: Number(port) });
  let text = "";
  let failure: Error | null = null;
  let isOver = false;
  let isEnough: ((text: string) => boolean) | null = null;
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    text += chunk;
    if (isEnough?.(text)) socket.pause();
  });
  socket.on("error", (error) => {
    failure = error;
  });
  socket.on("close", () => {
    isOver = true;
  });
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  socket.write(`GET ${path} ${protocol}\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${key}\r\n\r\n`);
  return {
    text: () => text,
    pause: () => socket.pause(),
    destroy: () => socket.destroy(),
    /** Takes what comes until the text is as wanted, and no more. */
    until: async (isWanted: (text: string) => boolean) => {
      isEnough = isWanted;
      await waitUntil("enough has come", () => isWanted(text) || isOver);
      socket.pause();
    },
    rest: async () => {
      isEnough = null;
      socket.resume();
      await waitUntil("the end", () => isOver);
      if (failure !== null) throw failure;
      return text;
    },
  };
}

/** The body of a chunked answer. */
function bodyOf(answer: string): string {
  let rest = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  let body = "";
  for (;;) {
    const end = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.slice(0, end), 16);
    if (size === 0) return body;
    body += rest.slice(end + 2, end + 2 + size);
    rest = rest.slice(end + 2 + size + 2);
  }
}
