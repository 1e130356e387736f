import { afterEach, expect, test } from "vitest";
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

/** An API whose only file has this key. */
function listing(key: string) {
  const told = { sizeBytes: 5, state: "copied", attempts: 1, failure: null, verification: null };
  return api(() => ({ body: { items: [{ number: 1, key, ...told }], nextCursor: null } }));
}

test("a problem is told by field, message and remedy, on stderr", async () => {
  const server = await api(() => ({
    status: 422,
    headers: { "content-type": "application/problem+json" },
    body: {
      title: "The request is not right",
      code: "invalid_request",
      errors: [
        { pointer: "/source/bucket", detail: "There is no bucket lab.", remedy: "Check its name." },
        { pointer: "/name", message: "name: Too long.", remedy: "Shorten it." },
      ],
    },
  }));
  const { stdout, stderr } = await runCommand(server.url, ["transfers", "create", "s3://lab/out/"]);
  expect(stdout).toBe("");
  expect(stderr).toBe(
    "The request is not right (invalid_request)\n  source.bucket: There is no bucket lab.\n    remedy: Check its name.\n  name: Too long.\n    remedy: Shorten it.\n",
  );
});

test("how long to wait, where nobody waits, is refused before anything is asked for", async () => {
  const asked: string[] = [];
  const server = await api(({ path }) => {
    asked.push(path);
    return { body: transferAnswer() };
  });
  const { code, stderr } = await runCommand(server.url, ["transfers", "create", "s3://lab/out/", "--timeout", "5m"]);
  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(stderr).toContain("give --wait as well");
});

test("a table has a heading and a line for each transfer, in people's words and units", async () => {
  const server = await api(() => ({ body: { items: [transferAnswer()], nextCursor: null } }));
  const { stdout } = await runCommand(server.url, ["transfers", "list"]);
  expect(stdout.split("\n")).toEqual(
    [
      "id    name     state     files   bytes             attention  source          destination",
      "tr_1  Plate 7  Complete  2 of 2  1.5 GB of 1.5 GB          0  s3://lab/out/  s3://ours/in/",
      "",
    ].map((line) => expect.stringMatching(new RegExp(`^${line.replaceAll(/ +/g, " +")}$`))),
  );
});

test("one file is told as one, parties in words, and a transfer that is over without a rate", async () => {
  const needsAttention = { files: 1, actionBy: ["cloud_team"] };
  const one = transferAnswer(
    { state: "completed_with_failures", needsAttention },
    { total: 1, copied: 0, deadLettered: 1 },
  );
  const server = await api(() => ({ body: one }));
  const { code, stdout, stderr } = await runCommand(server.url, ["transfers", "watch", "tr_1"]);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringMatching(/: 0 of 1 file, .*, 1 file needs attention\n$/),
  });
  expect(stdout).toContain("1 file: cloud team must act");
  expect(stdout).toContain("0 of 1 file copied, 1 needs attention");
  expect(stdout).not.toMatch(/^rate/m);
});

test("CSV quotes what needs it and never hands a spreadsheet a formula", async () => {
  const server = await api(() => ({ body: { items: [transferAnswer({ name: '=a,"b"' })], nextCursor: null } }));
  const { stdout } = await runCommand(server.url, ["transfers", "list", "-o", "csv"]);
  expect(stdout.split("\n")[1]).toMatch(/^tr_1,"'=a,""b""",completed,/);
});

test("items that come one after the other are printed as one JSON text, as are none", async () => {
  const items = [transferAnswer({ id: "tr_1" }), transferAnswer({ id: "tr_2" })];
  const server = await api((_, number) => ({ body: { items: number === 1 ? items : [], nextCursor: null } }));
  const { stdout } = await runCommand(server.url, ["transfers", "list", "-o", "json"]);
  expect(stdout).toBe(`${JSON.stringify(items, null, 2)}\n`);
  expect((await runCommand(server.url, ["transfers", "list", "-o", "json"])).stdout).toBe("[]\n");
});

test("a table shows the first hundred transfers and says so; what a program reads is all of them", async () => {
  const page = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => transferAnswer({ id: `tr_${from + n}` }));
  const server = await api(({ path }) => {
    const asked = new URL(path, "http://x").searchParams;
    const from = Number(asked.get("cursor") ?? 0);
    const items = page(from, Math.min(Number(asked.get("limit")), 1_200 - from));
    const end = from + items.length;
    return { body: { items, nextCursor: end < 1_200 ? `${end}` : null } };
  });
  const lines = async (...argv: string[]) => {
    const { code, stdout, stderr } = await runCommand(server.url, ["transfers", "list", ...argv]);
    return { code, lines: stdout.trimEnd().split("\n").length, stderr };
  };
  const cut = (count: number) => `Only the first ${count} are shown; ask for more with --limit.\n`;
  expect(await lines()).toEqual({ code: 0, lines: 101, stderr: cut(100) });
  expect(await lines("-o", "csv")).toEqual({ code: 0, lines: 1_201, stderr: "" });
  expect(await lines("-o", "ndjson")).toEqual({ code: 0, lines: 1_200, stderr: "" });
  expect(await lines("-o", "ndjson", "--limit", "700")).toEqual({ code: 0, lines: 700, stderr: cut(700) });
});

test("a key cannot act on the terminal", async () => {
  const server = await listing("a\u001b[2Jb");
  const { stdout } = await runCommand(server.url, ["transfers", "files", "tr_1"]);
  expect(stdout).toContain("a\\u{1b}[2Jb");
});

test("causes are told with who must act, the remedy and the statement to paste", async () => {
  const cause = {
    id: "ca_1",
    kind: "source_permission",
    actionBy: "vendor",
    title: "We are not allowed to read the file",
    message: "The lab does not let us.",
    remedy: "Add the statement.",
    policyStatement: { Effect: "Allow" },
    files: 3,
    bytes: 10,
    state: "open",
  };
  const server = await api(() => ({ body: { items: [cause], nextCursor: null } }));
  const { stdout } = await runCommand(server.url, ["transfers", "causes", "tr_1"]);
  expect(stdout).toContain("We are not allowed to read the file: 3 files\n  The lab does not let us.\n");
  expect(stdout).toContain('remedy: Add the statement.\n  {\n    "Effect": "Allow"\n  }');
  expect(stdout).toContain("s3mirror transfers redrive tr_1 --cause ca_1\n");
  expect(stdout).toContain("s3mirror transfers waive tr_1 --cause ca_1 --reason");
});

test("the fleet is told in four lines, and in CSV by its fields", async () => {
  const fleet = {
    ...{ pausedBy: "ann", pausedReason: "a storm", pausedAt: "2026-11-30T10:00:00Z", min: 0, max: 8, desired: 2 },
    ...{
      running: 1,
      pending: 1,
      waiting: 5,
      working: 2,
      openTransfers: 1,
      copiers: [{ alive: true }, { alive: false }],
    },
  };
  const server = await api(() => ({ body: fleet }));
  expect((await runCommand(server.url, ["fleet", "show"])).stdout).toBe(
    `brake      on since 2026-11-30T10:00:00Z, by ann: a storm
copiers    1 running, 1 starting, 1 at work; 2 wanted, 0 to 8 allowed
files      5 wait, 2 are worked on
transfers  1 open
`,
  );
  const { stdout } = await runCommand(server.url, ["fleet", "show", "-o", "csv"]);
  expect(stdout.split("\n")[0]).toBe(Object.keys(fleet).join(","));
});

test("a list that ends at its limit says so, on stderr", async () => {
  const server = await api(() => ({
    body: { items: [transferAnswer(), transferAnswer({ id: "tr_2" })], nextCursor: null },
  }));
  const cut = await runCommand(server.url, ["transfers", "list", "--limit", "2", "-o", "ndjson"]);
  expect(cut.stderr).toBe("Only the first 2 are shown; ask for more with --limit.\n");
  expect((await runCommand(server.url, ["transfers", "list", "--limit", "3"])).stderr).toBe("");
});

test.each([
  ["https://page.example/sign-in#s3l_x", "https://page.example/sign-in#s3l_x", false],
  [null, "/sign-in#s3l_x", true],
])("a link to sign in at %s says so where it leads to no page", async (url, told, isWarned) => {
  const server = await api(() => ({ body: { path: "/sign-in#s3l_x", url, expiresAt: "2026-12-01T00:00:00Z" } }));
  const { code, stdout, stderr } = await runCommand(server.url, ["admin", "link", "--email", "a@b.org"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${url === null ? server.url : ""}${told}\n` });
  expect(stderr.includes("Nobody told the API where its page is")).toBe(isWarned);
});
