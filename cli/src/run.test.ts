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
