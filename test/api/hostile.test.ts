import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planNext } from "../make-transfer.ts";
import { judgeProblemShape, operations } from "./documented-answers.ts";
import { type Hostile, hostileRequests } from "./hostile-requests.ts";
import type { Known } from "./hostile-values.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

let api: TestApi;
let known: Known;
beforeAll(async () => {
  api = await openTestApi({ rateLimit: { perSecond: 1e9, burst: 1e9 } });
  const body = { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } };
  const { id } = (await api.call("POST", "/v1/transfers", { body })).body;
  await planNext(api.ledger, ["runs/7/K7_S1_L001_R1_001.fastq.gz", "runs/7/K7_S1_L001_R2_001.fastq.gz", "runs/7/c"]);
  await settle(api.ledger, id, { copied: [1], denied: [2] });
  const causes = (await api.call("GET", `/v1/transfers/${id}/causes`)).body.items.map(
    (cause: { id: string }) => cause.id,
  );
  known = { transfers: [id], causes, vendors: ["vn_lab", "vn_other"], routes: ["rt_lab", "rt_any"] };
});
afterAll(() => api.close());

test("whatever is asked of any route, the answer is documented: never a 500, and every refusal names its field and remedy", async () => {
  const keys = Object.values(api.keys);
  const answered = new Set<string>();
  let faults: object[] = [];
  const run = await fc.check(
    fc.asyncProperty(fc.array(hostileRequests(known), { minLength: 20, maxLength: 20 }), fc.nat(), async (batch, n) => {
      // An administrator gets furthest; each of the others asks now and then.
      const key = n % 3 === 0 ? keys[n % keys.length] : api.keys.admin;
      const found = await Promise.all(
        batch.map(async (hostile) => {
          const answer = await send(hostile, key);
          const { method, path } = hostile.operation;
          answered.add(`${method} ${path} ${answer.status < 300 ? "done" : "refused"}`);
          const fault = judge(hostile, answer);
          return fault === null
            ? []
            : [{ fault, ...hostile, operation: `${method} ${path}`, answer: JSON.stringify(answer.body) }];
        }),
      );
      faults = found.flat();
      return faults.length === 0;
    }),
    { numRuns: 40, endOnFailure: true },
  );
  expect(faults, `fast-check's seed is ${run.seed}, its path ${run.counterexamplePath}`).toEqual([]);
  expect(run.failed, String(run.errorInstance)).toBe(false);
  // A test that only ever met closed doors would prove little.
  const done = [...answered].filter((one) => one.endsWith("done"));
  expect(done.length, `of ${operations.length} operations ${done.join(", ")}`).toBeGreaterThan(operations.length / 2);
});

type Answered = { status: number; headers: IncomingMessage["headers"]; body: unknown };

function send({ method, target, headers, body }: Hostile, key: string | undefined): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(api.url);
    const authorization = {
      authorization: `Bearer ${key}`,
      ...(body !== null && { "content-length": Buffer.byteLength(body) }),
    };
    const asked = request({ port, host: "127.0.0.1", method, path: target, headers: { ...headers, ...authorization } });
    asked.once("error", reject);
    asked.once("response", async (answer) => {
      const told = await text(answer);
      const isJson = /json/.test(answer.headers["content-type"] ?? "") && told !== "";
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: isJson ? JSON.parse(told) : told });
    });
    asked.end(body ?? undefined);
  });
}

/** What is wrong with an answer, or null. */
function judge({ operation, method }: Hostile, { status, headers, body }: Answered): string | null {
  if (headers["x-request-id"] === undefined) return "the answer has no X-Request-Id";
  if (method === "HEAD") return status >= 500 || body !== "" ? `HEAD answered ${status}` : null;
  if (status === 304 || status === 204) return body === "" ? null : "a body where none may be";
  if (status >= 500) return `answered ${status}`;
  const type = headers["content-type"] ?? "";
  if (status >= 400) return judgeProblemShape(type, body) ?? judgeProblem(status, body as Problem);
  // Another method of the same address answers as that one is documented.
  const asked = operations.find((one) => one.path === operation.path && one.method === method) ?? operation;
  return asked.judge(status, type, body);
}

type Problem = {
  status: number;
  type: string;
  code: string;
  errors: { pointer: string; message: string; remedy: string }[];
};

function judgeProblem(status: number, { status: told, errors }: Problem): string | null {
  if (told !== status) return `the problem says ${told}, the answer ${status}`;
  if (errors.length === 0) return "no error is listed";
  const empty = errors.find(({ message, remedy }) => message.trim() === "" || remedy.trim() === "");
  return empty === undefined ? null : `at "${empty.pointer}" message or remedy is empty`;
}
