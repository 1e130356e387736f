import { switchRoute } from "@s3mirror/core/store/people/routes";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
let routes: { method: string; path: string }[] = [];
beforeAll(async () => {
  api = await openTestApi({ rateLimit: { perSecond: 1e6, burst: 1e6 } });
  const { body } = await api.call("GET", "/v1/openapi.json", { key: null });
  routes = Object.entries(body.paths as Record<string, Record<string, unknown>>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  );
});
afterAll(() => api.close());

const source = { bucket: "lab", prefix: "runs/7/" };
const fill = (path: string) => path.replaceAll("{number}", "1").replaceAll(/\{\w+\}/g, "none");

async function countTransfers(): Promise<number> {
  const [row] = await api.ledger.run(z.object({ n: z.number() }), "select count(*)::int as n from transfers");
  return row?.n ?? -1;
}

it("a name in the address that a route does not know is 400 on every route and method, and changes nothing", async () => {
  expect(routes.length).toBeGreaterThan(40);
  for (const { method, path } of routes) {
    const body = method === "GET" || method === "DELETE" ? undefined : {};
    const { status, body: problem } = await api.call(method, `${fill(path)}?nobodyKnows=1`, { body });
    expect(problem, `${method} ${path}`).toMatchObject({
      status: 400,
      code: "query_unknown",
      errors: [{ pointer: "/query/nobodyKnows" }],
    });
    expect(status).toBe(400);
  }
});

it("the document and its page take no names either", async () => {
  for (const path of ["/docs", "/v1/openapi.json", "/healthz", "/v1/version"]) {
    const { body } = await api.call("GET", `${path}?x=1`, { key: null });
    expect(body, path).toMatchObject({ status: 400, code: "query_unknown" });
  }
});

it("dryRun in the address moves no data", async () => {
  const before = await countTransfers();
  const answer = await api.call("POST", "/v1/transfers?dryRun=true", { key: api.keys.vendor, body: { source } });
  expect(answer.body).toMatchObject({ status: 400, code: "query_unknown", errors: [{ pointer: "/query/dryRun" }] });
  expect(await countTransfers()).toBe(before);
});

it("a name that stands twice in a body is refused by its place", async () => {
  const raw = '{"source": {"bucket": "lab", "prefix": "runs/7/", "prefix": "runs/8/"}}';
  const { body } = await api.call("POST", "/v1/transfers", { raw });
  expect(body).toMatchObject({ status: 400, code: "name_twice", errors: [{ pointer: "/source/prefix" }] });
});

it("a route that is switched off says so although it was not named", async () => {
  const off = { id: "rt_lab", revision: 1, enabled: false, by: "an administrator", reason: "a test" };
  await api.ledger.transaction((run) => switchRoute({ run, transaction: (work) => work(run) }, off));
  try {
    const { body } = await api.call("POST", "/v1/transfers", { key: api.keys.vendor, body: { source } });
    expect(body).toMatchObject({ status: 422, code: "route_disabled", errors: [{ pointer: "/route" }] });
    expect(body.errors[0].message).toContain("rt_lab");
  } finally {
    await api.owner.run(anyRow, "update routes set enabled = true where id = 'rt_lab' returning id");
  }
});

const wrongs: unknown[] = [null, 0, -1, 1.5, "", "x".repeat(3_000), [], [null], {}, { "": 1 }, true, "\u0000", 1e300];

/** Every value of the document's bodies, each replaced by everything it is not. */
function* spoilt(
  schema: Record<string, unknown>,
  schemas: Record<string, Record<string, unknown>>,
): Generator<unknown> {
  const named = typeof schema.$ref === "string" ? schemas[schema.$ref.split("/").at(-1) ?? ""] : undefined;
  if (named !== undefined) {
    yield* spoilt(named, schemas);
    return;
  }
  yield* wrongs;
  const properties = (schema.properties ?? {}) as Record<string, Record<string, unknown>>;
  for (const [name, inner] of Object.entries(properties)) {
    for (const value of spoilt(inner, schemas)) yield { [name]: value };
  }
  if (schema.items !== undefined) {
    for (const value of spoilt(schema.items as Record<string, unknown>, schemas)) yield [value];
  }
  if (typeof schema.additionalProperties === "object" && schema.additionalProperties !== null) {
    yield { "not a name": "x" };
    yield Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`name-${index}`, "x"]));
    for (const value of spoilt(schema.additionalProperties as Record<string, unknown>, schemas)) yield { name: value };
  }
}

const validatorsWords =
  /Invalid (?:input|key|string|option|element|record)|\bexpected \w+, received|Too (?:big|small)|Unrecognized key/i;

it("what is refused in a body or an address is refused in our words, whatever it is", async () => {
  const { body: document } = await api.call("GET", "/v1/openapi.json", { key: null });
  let refused = 0;
  for (const { method, path } of routes) {
    const operation = document.paths[path][method.toLowerCase()];
    const schema = operation.requestBody?.content?.["application/json"]?.schema;
    const bodies = schema === undefined ? [] : [...spoilt(schema, document.components.schemas)];
    for (const body of bodies) {
      const answer = await api.call(method, fill(path), { body });
      if (answer.status < 400) continue;
      expect(answer.status).not.toBe(429);
      refused += 1;
      expect(answer.status, `${method} ${path} ${JSON.stringify(body).slice(0, 200)}`).toBeLessThan(500);
      expect(JSON.stringify(answer.body), `${method} ${path} ${JSON.stringify(body).slice(0, 200)}`).not.toMatch(
        validatorsWords,
      );
    }
    const parameters = (operation.parameters ?? []) as { in: string; name: string }[];
    for (const { name } of parameters.filter((one) => one.in === "query")) {
      for (const value of ["", "-1", "x".repeat(2_000), "%00", "1e9", "true", "[]"]) {
        const answer = await api.call(method, `${fill(path)}?${name}=${value}`);
        if (answer.status < 400) continue;
        refused += 1;
        expect(answer.status).toBeLessThan(500);
        expect(JSON.stringify(answer.body), `${method} ${path}?${name}=${value}`).not.toMatch(validatorsWords);
      }
    }
  }
  expect(refused).toBeGreaterThan(500);
});
