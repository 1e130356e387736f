import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { type Answer, answeringServer, type SeenRequest } from "./testing/answering-server.ts";
import { runCommand } from "./testing/run-command.ts";
import { transferAnswer } from "./testing/transfer-answer.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function api(answer: (request: SeenRequest, number: number) => Answer) {
  const server = await answeringServer(answer);
  open.push(server.close);
  return server;
}

describe("exit codes", () => {
  test.each([
    ["no command", []],
    ["an unknown command", ["transfers", "bogus"]],
    ["a source that is no s3 location", ["transfers", "create", "lab/out"]],
    ["an unknown output format", ["transfers", "list", "-o", "xml"]],
    ["a limit that is no number", ["transfers", "list", "--limit", "many"]],
    ["a timeout that is no duration", ["transfers", "watch", "tr_1", "--timeout", "soon"]],
    ["a fleet that is not MIN:MAX", ["up", "--fleet", "4:2"]],
    ["cancel without a terminal and without --yes", ["transfers", "cancel", "tr_1"]],
    ["the brake without a terminal and without --yes", ["fleet", "pause"]],
    ["waive without a reason", ["transfers", "waive", "tr_1", "--file", "3", "--yes"]],
    ["waive without saying which files", ["transfers", "waive", "tr_1", "--reason", "lost", "--yes"]],
  ])("%s is a usage error: 2, and nothing is asked of the API", async (_what, argv) => {
    const server = await api(() => ({ body: {} }));
    const { code, stdout, stderr } = await runCommand(server.url, argv);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).not.toBe("");
    expect(server.seen).toEqual([]);
  });

  test.each([
    [401, 4],
    [403, 4],
    [404, 5],
    [422, 1],
    [500, 1],
  ])("an answer of %i is exit %i", async (status, code) => {
    const server = await api(() => ({ status, body: { title: "No", code: "no" } }));
    expect(await runCommand(server.url, ["transfers", "show", "tr_1"])).toMatchObject({ code, stdout: "" });
  });

  test.each([
    ["completed", 0],
    ["completed_with_failures", 3],
    ["failed", 1],
    ["cancelled", 1],
  ])("create --wait that ends %s is exit %i", async (state, code) => {
    const server = await api(({ method }) => ({
      body: transferAnswer({ state: method === "POST" ? "planning" : state }),
    }));
    const argv = ["transfers", "create", "s3://lab/out/", "s3://ours/in/", "--wait"];
    expect(await runCommand(server.url, argv)).toMatchObject({ code });
  });

  test("a wait that times out is 124 and says that the transfer goes on", async () => {
    const server = await api(() => ({ body: transferAnswer({ state: "running" }) }));
    const { code, stderr } = await runCommand(server.url, ["transfers", "watch", "tr_1", "--timeout", "50ms"]);
    expect(code).toBe(124);
    expect(stderr).toContain("it goes on");
  });

  test("an interrupted wait is 130", async () => {
    const interrupted = new AbortController();
    const server = await api(() => {
      interrupted.abort();
      return { body: transferAnswer({ state: "running" }) };
    });
    expect(await runCommand(server.url, ["transfers", "watch", "tr_1"], undefined, interrupted.signal)).toMatchObject({
      code: 130,
    });
  });
});

describe("what is asked of the API", () => {
  test("create sends source, destination, labels, the key and one Idempotency-Key, and prints the id", async () => {
    const server = await api(() => ({ status: 202, body: transferAnswer({ state: "planning" }) }));
    const argv = ["transfers", "create", "s3://lab/a+b/%20/", "s3://ours", "--label", "plate=7", "--name", "Plate 7"];
    expect(await runCommand(server.url, argv)).toMatchObject({ code: 0, stdout: "tr_1\n" });
    expect(server.seen[0]).toMatchObject({
      method: "POST",
      path: "/v1/transfers",
      headers: { authorization: "Bearer s3m_test_key", "idempotency-key": expect.stringMatching(/./) },
      body: {
        source: { bucket: "lab", prefix: "a+b/%20/" },
        destination: { bucket: "ours", prefix: "" },
        labels: { plate: "7" },
        name: "Plate 7",
      },
    });
  });

  test("keys come from the command line and from a file, whole and in order", async () => {
    const folder = await mkdtemp(join(tmpdir(), "s3mirror-cli-"));
    open.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "keys.txt"), "out/b.gz\n\nout/c d.gz\r\n");
    const server = await api(() => ({ status: 202, body: transferAnswer() }));
    const argv = ["transfers", "create", "s3://lab", "--key", "out/a.gz", "--keys-from", join(folder, "keys.txt")];
    expect(await runCommand(server.url, argv)).toMatchObject({ code: 0 });
    expect(server.seen[0]?.body).toEqual({
      source: { bucket: "lab", keys: ["out/a.gz", "out/b.gz", "out/c d.gz"] },
    });
  });

  const listOf = async (argv: string[], input: string) => {
    const server = await api(() => ({ status: 202, body: transferAnswer() }));
    const answer = await runCommand(server.url, ["transfers", "create", ...argv], undefined, undefined, input);
    return { ...answer, body: server.seen[0]?.body as Record<string, unknown> | undefined };
  };

  test.each<[string, string[], object]>([
    [
      "an address without a slash at its end is that one object, which keeps its name",
      ["s3://lab/runs/7/S.bam", "s3://ours/in/"],
      {
        source: { bucket: "lab", prefix: "runs/7/", keys: ["runs/7/S.bam"] },
        destination: { bucket: "ours", prefix: "in/" },
      },
    ],
    ["an object at the bucket's root too", ["s3://lab/one.bam"], { source: { bucket: "lab", keys: ["one.bam"] } }],
    ["a folder is a folder", ["s3://lab/runs/7/"], { source: { bucket: "lab", prefix: "runs/7/" } }],
    ["a bucket is all of it", ["s3://lab"], { source: { bucket: "lab", prefix: "" } }],
    [
      "text is said to be meant",
      ["s3://lab/run1", "s3://ours/in", "--literal-source", "--literal-destination"],
      {
        source: { bucket: "lab", prefix: "run1", literal: true },
        destination: { bucket: "ours", prefix: "in", literal: true },
      },
    ],
  ])("%s", async (_, argv, body) => {
    expect(await listOf(argv, "")).toMatchObject({ code: 0, body });
  });

  test("a list from stdin is read for what it means: as Windows, aws s3 ls and md5sum write it", async () => {
    const input =
      "\ufeffs3://lab/runs/7/a\r\n2026-11-24 12:00:00   12 b.gz\r\nd41d8cd98f00b204e9800998ecf8427e  c.gz\r\n";
    expect(await listOf(["s3://lab/runs/7/", "--keys-from", "-"], input)).toMatchObject({
      code: 0,
      body: { source: { bucket: "lab", prefix: "runs/7/", keys: ["runs/7/a", "runs/7/b.gz", "runs/7/c.gz"] } },
    });
    const literal = ["s3://lab", "--keys-from", "-", "--literal-source"];
    expect(await listOf(literal, "a \nb\n")).toMatchObject({
      body: { source: { keys: ["a ", "b"], literal: true } },
    });
  });

  test("a list that means nothing is refused by its lines, and nothing is asked of the API", async () => {
    const { code, stderr, body } = await listOf(["s3://lab", "--keys-from", "-"], "a\ns3://other/b\n/c\n");
    expect({ code, body }).toEqual({ code: 2, body: undefined });
    expect(stderr).toMatch(/stdin cannot be taken .*\n {2}line 2: .*"other".*\n {4}remedy: .*\n {2}line 3: /);
  });

  test("a list in Windows' UTF-16 is read, and one in no encoding refused", async () => {
    const folder = await mkdtemp(join(tmpdir(), "s3mirror-cli-"));
    open.push(() => rm(folder, { recursive: true }));
    const list = join(folder, "keys.txt");
    await writeFile(list, Buffer.from("\ufeffa\r\nb\r\n", "utf16le"));
    expect(await listOf(["s3://lab", "--keys-from", list], "")).toMatchObject({
      body: { source: { keys: ["a", "b"] } },
    });
    await writeFile(list, Buffer.from([0x61, 0xe9, 0x0a]));
    expect(await listOf(["s3://lab", "--keys-from", list], "")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is not UTF-8"),
    });
  });

  test("a route says what meets, what is text and what may be replaced", async () => {
    const server = await api(() => ({ status: 201, body: { id: "rt_1", source: {}, destination: {}, revision: 3 } }));
    const create = ["routes", "create", "s3://lab/a", "s3://ours/in/", "--vendor", "vn_1", "--reason", "x"];
    await runCommand(server.url, [...create, "--literal-source", "--allow-overlap", "--redelivery", "replace"]);
    expect(server.seen.at(-1)?.body).toMatchObject({
      source: { bucket: "lab", prefix: "a", literal: true },
      destination: { bucket: "ours", prefix: "in/" },
      redelivery: "replace",
      allowOverlap: true,
    });
    await runCommand(server.url, ["routes", "redelivery", "rt_1", "never", "--reason", "y"]);
    expect(server.seen.at(-1)).toMatchObject({
      method: "PATCH",
      path: "/v1/routes/rt_1",
      headers: { "if-match": '"3"' },
      body: { redelivery: "never", reason: "y" },
    });
  });

  test("an answer that says 'later' is asked for again under the same Idempotency-Key", async () => {
    const server = await api((_request, number) =>
      number === 1
        ? { status: 503, headers: { "retry-after": "0" }, body: {} }
        : { body: { redriven: 3, stillFailing: 0, pending: 0 } },
    );
    const argv = ["transfers", "redrive", "tr_1", "--cause", "ca_1"];
    expect(await runCommand(server.url, argv)).toMatchObject({
      code: 0,
      stdout: "3 files tried again, 0 still failing\n",
    });
    const [first, second] = server.seen;
    expect(first?.headers["idempotency-key"]).toBe(second?.headers["idempotency-key"]);
    expect(second?.body).toMatchObject({ causeId: "ca_1" });
  });

  test("a redrive that finds nothing remedied is exit 3", async () => {
    const server = await api(() => ({ body: { redriven: 0, stillFailing: 3, pending: 0 } }));
    expect(await runCommand(server.url, ["transfers", "redrive", "tr_1"])).toMatchObject({ code: 3 });
  });

  test("lists are read page by page to the end", async () => {
    const server = await api(({ path }) => ({
      body: path.includes("cursor=next%2F1")
        ? { items: [transferAnswer({ id: "tr_2" })], nextCursor: null }
        : { items: [transferAnswer()], nextCursor: "next/1" },
    }));
    const { stdout } = await runCommand(server.url, ["transfers", "list", "-o", "ndjson"]);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id),
    ).toEqual(["tr_1", "tr_2"]);
  });
});

describe("as a process", () => {
  const bin = fileURLToPath(new URL("../bin/s3mirror.mjs", import.meta.url));

  function start(argv: string[], environment: Record<string, string>, cwd: string) {
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
      const options = { env: { PATH: process.env.PATH, ...environment }, cwd };
      const child = execFile(process.execPath, [bin, ...argv], options, (_error, stdout, stderr) =>
        done({ code: child.exitCode, stdout, stderr }),
      );
    });
  }

  test("the bin finds a running local stack by its endpoints.json, and data alone goes to stdout", async () => {
    const folder = await mkdtemp(join(tmpdir(), "s3mirror-cli-"));
    open.push(() => rm(folder, { recursive: true }));
    const server = await api(() => ({ body: { items: [transferAnswer()], nextCursor: null } }));
    await writeFile(join(folder, "endpoints.json"), JSON.stringify({ api: server.url, adminApiKey: "s3m_local" }));
    const { code, stdout, stderr } = await start(["transfers", "list", "-o", "json", "--home", folder], {}, folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject([{ id: "tr_1" }]);
    expect(server.seen[0]?.headers.authorization).toBe("Bearer s3m_local");
  });

  test("without a stack and without an address it says what to do, exit 1", async () => {
    const folder = await mkdtemp(join(tmpdir(), "s3mirror-cli-"));
    open.push(() => rm(folder, { recursive: true }));
    const { code, stderr } = await start(["transfers", "list"], {}, folder);
    expect(code).toBe(1);
    expect(stderr).toContain("npx s3mirror up");
  });
});
