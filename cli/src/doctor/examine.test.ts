import { readFile } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import type { Check } from "../api-types.ts";
import { type Answer, answeringServer, type SeenRequest } from "../testing/answering-server.ts";
import { runCommand } from "../testing/run-command.ts";
import { examine } from "./examine.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const version = packageJson.version;
const well: Check = { name: "ledger", state: "good", message: "answers in 3 ms", nextStep: null };
const health = { stage: "dev", version, checks: [well], publicUrl: null, asOf: "2027-01-01T00:00:00Z" };

/** An API that knows its release and answers what one asks of its health so. */
async function api(answerHealth: (request: SeenRequest) => Answer, release = version) {
  const server = await answeringServer((request) =>
    request.path === "/v1/version" ? { body: { version: release, stage: "dev" } } : answerHealth(request),
  );
  open.push(server.close);
  return server;
}

const look = async (url: string, aheadMs = 0) => {
  const signal = new AbortController().signal;
  const { checks } = await examine({ url, apiKey: "s3m_test_key" }, { signal, nowMs: () => Date.now() + aheadMs });
  return Object.fromEntries(checks.map((check) => [check.name, check]));
};

test("the key goes to the API alone: neither the release nor the page is asked with it", async () => {
  const server = await api(({ path }) =>
    path === "/v1/health" ? { body: { ...health, publicUrl: server.url } } : { body: {} },
  );
  expect(Object.values(await look(server.url)).map(({ state }) => state)).toEqual(Array(6).fill("good"));
  expect(server.seen.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ["/v1/version", undefined],
    ["/v1/health", "Bearer s3m_test_key"],
    ["/sign-in", undefined],
  ]);
});

test.each([
  [401, 4, "key", "bad", /#nobody-can-sign-in .*--break-glass/],
  [403, 4, "key", "bad", /operators and administrators/],
  [404, 3, "health", "needs_attention", /Use the command of release/],
  [429, 3, "health", "needs_attention", /in a minute/],
  [503, 1, "ledger", "bad", /RDS console/],
  [500, 1, "health", "bad", /coordinators' log/],
])("an API that answers %i is exit %i: the line is %s", async (status, code, name, state, nextStep) => {
  const server = await api(() => ({ status, body: { title: "No", detail: "It does not want to." } }));
  const { code: exit, stdout } = await runCommand(server.url, ["doctor", "-o", "json"]);
  expect(exit, stdout).toBe(code);
  const line = (JSON.parse(stdout) as Check[]).find((one) => one.name === name);
  expect(line).toMatchObject({ state, nextStep: expect.stringMatching(nextStep) });
  expect(server.seen.length, "asked once").toBe(2);
});

test("another release, and a clock that is off either way, are told", async () => {
  const server = await api(() => ({ body: health }), "9.9.9");
  expect(await look(server.url)).toMatchObject({
    command: { state: "needs_attention" },
    "your clock": { state: "good" },
  });
  const hour = 3_600_000;
  expect((await look(server.url, hour))["your clock"]).toMatchObject({
    state: "bad",
    message: expect.stringMatching(/ahead/),
  });
  expect((await look(server.url, -hour))["your clock"]).toMatchObject({
    state: "bad",
    message: expect.stringMatching(/behind/),
  });
});

test("a page that is down is a line of its own", async () => {
  const server = await api(({ path }) =>
    path === "/v1/health" ? { body: { ...health, publicUrl: server.url } } : { status: 502, body: {} },
  );
  expect((await look(server.url)).page).toMatchObject({ state: "bad", message: `${server.url} answers 502` });
});

test.each([
  [503, /no coordinator is behind it/, /coordinator-down/],
  [200, /is no S3Mirror/, /S3MIRROR_API_URL/],
])("what answers %i in the API's place is told apart", async (status, message, nextStep) => {
  const server = await answeringServer(() => ({ status, body: {} }));
  open.push(server.close);
  expect((await look(server.url)).api).toMatchObject({
    state: "bad",
    message: expect.stringMatching(message),
    nextStep: expect.stringMatching(nextStep),
  });
});

test("where nobody answers, that is the only line, and the exit code is 1", async () => {
  const { code, stdout } = await runCommand("http://127.0.0.1:9", ["doctor"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^BAD {3}api +http:\/\/127\.0\.0\.1:9 does not answer/);
  expect(stdout).toContain("next: Is the address right");
});

test("every section of docs/operations.md that a next step names is there", async () => {
  const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");
  const sources = ["cli/src/doctor/examine.ts", "services/coordinator/src/fleet/judge-health.ts", "docs/operations.md"];
  const [operations = "", ...told] = (await Promise.all(sources.map(read))).reverse();
  const titles = [...operations.matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll(" ", "-"),
  );
  const named = [...told.join("\n").matchAll(/operations\.md#([\w-]+)/g), ...operations.matchAll(/\]\(#([\w-]+)\)/g)];
  expect(named.length).toBeGreaterThan(10);
  for (const [, anchor] of named) expect(titles).toContain(anchor);
});
