import { createHash, randomBytes } from "node:crypto";
import { putApiKey } from "@s3mirror/core/store/people/access";
import { putRoute } from "@s3mirror/core/store/people/routes";
import { putVendor } from "@s3mirror/core/store/people/vendors";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { acceptTestTransfer, planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

type Operation = { method: string; path: string; roles: string[] | null; scope: string | null };
type Caller = { name: string; key: string; role: string; scopes: string[]; vendorId: string | null };
type Thing = { owner: Owner; decision: Decision; transfer: string; route: string; vendor: string };
type Sample = { body?: unknown; query?: string; headers?: Record<string, string>; path?: Record<string, string> };

/** Whose a thing is. */
const owners = ["vn_lab", "vn_other", "nobody"] as const;
type Owner = (typeof owners)[number];
/** What an operator decided of it before. */
const decisions = ["running", "paused", "cancelled", "waived", "braked"] as const;
type Decision = (typeof decisions)[number];

const reason = "a test";
const reads: Sample = {};
const edit = { headers: { "if-match": "*" } };
const lake = { bucket: "ours", prefix: "elsewhere/" };
let made = 0;

/** A call of every route that would be right, so that only right, scope and owner decide. One without a line fails. */
const samples: Record<string, (thing: Thing) => Sample> = {
  "POST /v1/transfers": ({ route }) => ({ body: { route, source: { bucket: "lab", prefix: "runs/7/" } } }),
  "GET /v1/transfers": () => reads,
  "GET /v1/transfers/{id}": () => reads,
  "GET /v1/transfers/{id}/causes": () => reads,
  "GET /v1/transfers/{id}/files": () => reads,
  "GET /v1/transfers/{id}/files/{number}": () => reads,
  "GET /v1/transfers/{id}/samples": () => reads,
  "GET /v1/transfers/{id}/report.csv": () => reads,
  "GET /v1/transfers/{id}/report.json": () => reads,
  "GET /v1/transfers/{id}/samples.csv": () => reads,
  "GET /v1/transfers/{id}/throughput": () => reads,
  "GET /v1/transfers/{id}/events": () => reads,
  "GET /v1/transfers/{id}/in-flight": () => reads,
  "GET /v1/events": () => reads,
  "GET /v1/summary": () => reads,
  "GET /v1/in-flight": () => reads,
  "POST /v1/transfers/{id}/pause": () => ({ body: { reason } }),
  "POST /v1/transfers/{id}/resume": () => ({ body: { reason } }),
  "POST /v1/transfers/{id}/cancel": () => ({ body: { reason } }),
  "POST /v1/transfers/{id}/withdraw": () => ({ body: { fileNumbers: [2, 4], reason } }),
  "POST /v1/transfers/{id}/redrive": () => ({ body: { reason } }),
  "POST /v1/transfers/{id}/waive": () => ({ body: { fileNumbers: [2], reason } }),
  "GET /v1/health": () => reads,
  "GET /v1/fleet": () => reads,
  "POST /v1/fleet/pause": () => ({ body: { reason } }),
  "POST /v1/fleet/resume": () => ({ body: { reason } }),
  "GET /v1/alert-recipients": () => reads,
  "POST /v1/alert-recipients/test": () => ({ body: { reason } }),
  "POST /v1/alert-recipients/{id}/send-again": () => ({ body: { reason }, path: { id: "ar_none" } }),
  "GET /v1/sessions/current": () => reads,
  "DELETE /v1/sessions/current": () => reads,
  "POST /v1/sign-in-links": () => ({ body: { email: `${next()}@example.org`, role: "viewer" } }),
  "GET /v1/vendors": () => reads,
  "POST /v1/vendors": () => ({ body: { name: `Laboratory ${next()}` } }),
  "GET /v1/vendors/{id}": () => reads,
  "PATCH /v1/vendors/{id}": () => ({ ...edit, body: { contact: null, reason } }),
  "GET /v1/vendors/{id}/policy": () => reads,
  "GET /v1/routes": () => reads,
  "POST /v1/routes": ({ vendor }) => ({
    body: {
      vendor,
      source: { bucket: "closed", prefix: `${next()}/` },
      destination: { bucket: "ours", prefix: `made/${next()}/` },
      allowOverlap: true,
      reason,
    },
  }),
  "GET /v1/routes/{id}": () => reads,
  "GET /v1/routes/{id}/look": ({ owner }) => ({
    query: owner === "nobody" ? "?bucket=lab&prefix=runs/7/" : "?prefix=runs/7/",
  }),
  "PATCH /v1/routes/{id}": () => ({ ...edit, body: { redelivery: "never", reason } }),
  "POST /v1/routes/{id}/disable": () => ({ ...edit, body: { reason } }),
  "POST /v1/routes/{id}/enable": () => ({ ...edit, body: { allowOverlap: true, reason } }),
  "POST /v1/routes/{id}/test": () => ({ body: {} }),
  "GET /v1/api-keys": () => reads,
  "POST /v1/api-keys": () => ({ body: { name: `a system ${next()}`, role: "viewer" } }),
  "GET /v1/api-keys/{id}": () => ({ path: { id: spare } }),
  "DELETE /v1/api-keys/{id}": () => ({ path: { id: spare } }),
  "POST /v1/api-keys/{id}/rotate": () => ({ path: { id: spare }, body: { reason } }),
};

/** What an allowed act may be answered where the state of the thing forbids it: said by the API, documented. */
const mayRefuse = new Set([
  "transfer_state",
  "recipient_not_found",
  "key_not_found",
  "key_over",
  "key_rotated",
  "route_disabled",
  "route_ambiguous",
  "route_unknown",
  "source_not_allowed",
  "source_permission",
  "destination_required",
  "vendor_unknown",
  "vendor_not_found",
  "not_waiting_for_you",
  "session_not_found",
]);

/** Without a key of any kind, or judged by what they carry. */
const open = new Set(["GET /healthz", "GET /readyz", "GET /v1/version", "POST /v1/sessions"]);

let api: TestApi;
let operations: Operation[] = [];
let callers: Caller[] = [];
const things: Thing[] = [];

const next = () => {
  made += 1;
  return `m${made}`;
};

beforeAll(async () => {
  api = await openTestApi({ rateLimit: { perSecond: 1e6, burst: 1e6 } });
  const { body } = await api.call("GET", "/v1/openapi.json", { key: null });
  type Documented = { "x-roles"?: string[]; "x-scope"?: string | null };
  operations = Object.entries(body.paths as Record<string, Record<string, Documented>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, told]) => ({
      method: method.toUpperCase(),
      path,
      roles: told["x-roles"] ?? null,
      scope: told["x-scope"] ?? null,
    })),
  );
  await putVendor(api.ledger, { id: "vn_third", name: "A third laboratory" });
  const route = {
    vendorId: "vn_other",
    name: "the other's",
    sourceBucket: "closed",
    sourcePrefix: "",
    sourceLiteral: false,
    sourceOwnerAccountId: null,
    destinationBucket: lake.bucket,
    destinationPrefix: lake.prefix,
    destinationLiteral: false,
    destinationOwnerAccountId: null,
    redelivery: "never" as const,
    enabled: true,
  };
  await putRoute(api.ledger, { ...route, id: "rt_other" });
  const all = ["transfers:read", "transfers:write"];
  callers = await Promise.all([
    makeCaller("viewer", all, null),
    makeCaller("operator", all, null),
    makeCaller("admin", all, null),
    makeCaller("vendor_viewer", all, "vn_lab"),
    makeCaller("vendor_admin", all, "vn_lab"),
    makeCaller("vendor_admin", all, "vn_other"),
    ...["operator", "admin", "vendor_admin"].flatMap((role) =>
      all.map((scope) => makeCaller(role, [scope], role === "vendor_admin" ? "vn_lab" : null)),
    ),
    makeCaller("admin", [], null),
  ]);
  await spareKey();
  for (const owner of owners) for (const decision of decisions) things.push(await makeThing(owner, decision));
});
afterAll(() => api.close());

async function makeCaller(role: string, scopes: string[], vendorId: string | null): Promise<Caller> {
  const id = `c${randomBytes(6).toString("hex")}`;
  const key = await putKey(id, role, scopes, vendorId);
  return {
    name: `${role}${vendorId === null ? "" : ` of ${vendorId}`} [${scopes.join(" ")}]`,
    key,
    role,
    scopes,
    vendorId,
  };
}

async function putKey(id: string, role: string, scopes: string[], vendorId: string | null): Promise<string> {
  const key = `s3m_${id}_${randomBytes(32).toString("base64url")}`;
  const secretHash = createHash("sha256").update(key).digest("hex");
  const record = { id, secretHash, label: `${role} of the matrix`, role, scopes, vendorId };
  await putApiKey(api.ledger, record as Parameters<typeof putApiKey>[1]);
  return key;
}

let spare = "";

/** A key that may be rotated and revoked. */
async function spareKey(): Promise<void> {
  spare = `spare${next()}`;
  await putKey(spare, "viewer", ["transfers:read"], null);
}

/** A transfer, with a route and a vendor of the same owner, that an operator decided something of. */
async function makeThing(owner: Owner, decision: Decision): Promise<Thing> {
  const vendorId = owner === "nobody" ? null : owner;
  const routeId = { vn_lab: "rt_lab", vn_other: "rt_other", nobody: "rt_any" }[owner];
  const transfer = await acceptTestTransfer(api.ledger, { vendorId, routeId });
  await planNext(api.ledger, ["run/a", "run/b", "run/c", "run/d"]);
  await settle(api.ledger, transfer, { denied: [1, 2], copied: [3] });
  await decide(transfer, decision);
  return { owner, decision, transfer, route: routeId, vendor: vendorId ?? "vn_third" };
}

async function decide(transfer: string, decision: Decision): Promise<void> {
  const act = (verb: string, body: object = {}) =>
    api.call("POST", `/v1/transfers/${transfer}/${verb}`, { body: { reason, ...body } });
  if (decision === "paused") await act("pause");
  if (decision === "cancelled") await act("cancel");
  if (decision === "waived") await act("waive", { fileNumbers: [1] });
}

/** The brake is the fleet's: it is on only while a call to a braked thing is made. */
async function brake(thing: Thing, isOn: boolean): Promise<void> {
  if (thing.decision !== "braked") return;
  await api.call("POST", `/v1/fleet/${isOn ? "pause" : "resume"}`, { body: { reason } });
}

async function call({ method, path }: Operation, caller: Caller, thing: Thing) {
  const sample = samples[`${method} ${path}`]?.(thing) ?? reads;
  const id = path.startsWith("/v1/transfers/")
    ? thing.transfer
    : path.startsWith("/v1/routes/")
      ? thing.route
      : thing.vendor;
  const address = path.replace("{id}", sample.path?.id ?? id).replace("{number}", "1");
  return await api.call(method, `${address}${sample.query ?? ""}`, {
    key: caller.key,
    body: sample.body,
    headers: sample.headers ?? {},
  });
}

/** Whether right and scope let the caller, and the thing is one that it may see. */
function judge(
  { method, path, roles, scope }: Operation,
  caller: Caller,
  thing: Thing,
): "allowed" | "forbidden" | "hidden" {
  // A key that cannot read makes none that can.
  if (method === "POST" && path.startsWith("/v1/api-keys") && !caller.scopes.includes("transfers:read"))
    return "forbidden";
  if (!(roles ?? []).includes(caller.role) || (scope !== null && !caller.scopes.includes(scope))) return "forbidden";
  const isOfThing = /^\/v1\/(?:transfers|routes|vendors)\/\{id\}/.test(path);
  const owner = path.startsWith("/v1/vendors/") ? thing.vendor : thing.owner;
  return isOfThing && caller.vendorId !== null && caller.vendorId !== owner ? "hidden" : "allowed";
}

let tables: { name: string }[] | null = null;

/** All that the ledger holds, and how many requests S3 has seen; of keys but for when they were used last. */
async function witness(): Promise<string> {
  tables ??= await api.owner.run(
    z.object({ name: z.string() }),
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'api_keys' order by 1`,
  );
  const parts = tables.map(
    ({ name }) => `(select coalesce(md5(string_agg(x::text, '|' order by x::text)), '') from ${name} x)`,
  );
  const keys =
    "(select md5(string_agg(concat_ws(',', id, secret_hash, revoked_at, expires_at), '|' order by id)) from api_keys)";
  const [row] = await api.owner.run(
    z.object({ hash: z.string() }),
    `select md5(concat_ws('/', ${parts.join(", ")}, ${keys})) as hash`,
  );
  const requests = await fetch(`${api.s3Url}/_local/requests`);
  const seen = z.object({ requests: z.array(z.object({ n: z.number() })) }).parse(await requests.json());
  return `${row?.hash} ${seen.requests.at(-1)?.n ?? 0}`;
}

/** One of several, each in its turn, so that every pair of values of two of the dimensions comes about. */
function turn<Value>(values: readonly Value[], at: number): Value {
  return values[at % values.length] as Value;
}

it("every route of the document has a call here, so that a new one cannot be forgotten", () => {
  const named = operations.map(({ method, path }) => `${method} ${path}`).filter((name) => !open.has(name));
  expect(Object.keys(samples).sort()).toEqual(named.sort());
});

it("what is forbidden or another's changes nothing, in the ledger, its audit log and S3", {
  timeout: 300_000,
}, async () => {
  let refused = 0;
  let at = 0;
  for (const operation of operations.filter(({ method, path }) => !open.has(`${method} ${path}`))) {
    for (const caller of callers) {
      for (const owner of owners) {
        at += 1;
        const thing = turn(
          things.filter((one) => one.owner === owner && one.decision !== "braked"),
          at,
        );
        const verdict = judge(operation, caller, thing);
        if (verdict === "allowed") continue;
        const before = await witness();
        const { status, body } = await call(operation, caller, thing);
        const name = `${operation.method} ${operation.path} by ${caller.name} on ${owner}'s, ${thing.decision}`;
        expect([403, 404], `${name}: ${JSON.stringify(body).slice(0, 200)}`).toContain(status);
        if (verdict === "forbidden") expect(status, name).toBe(403);
        expect(await witness(), name).toBe(before);
        refused += 1;
      }
    }
  }
  console.log(`${refused} calls were forbidden, and changed nothing`);
  expect(refused).toBeGreaterThan(500);
});

it("every act that is allowed succeeds, or the thing's state forbids it and that is said", {
  timeout: 300_000,
}, async () => {
  let succeeded = 0;
  const hindered: Record<string, number> = {};
  const never = new Set<string>();
  let at = 0;
  for (const operation of operations.filter(({ method, path }) => !open.has(`${method} ${path}`))) {
    const label = `${operation.method} ${operation.path}`;
    never.add(label);
    for (const caller of callers) {
      for (const owner of owners) {
        at += 1;
        const changes = operation.method !== "GET" && operation.path.startsWith("/v1/transfers/");
        for (const decision of changes ? [turn(decisions, at), turn(decisions, at + 2)] : [turn(decisions, at)]) {
          const known = things.find((one) => one.owner === owner && one.decision === decision);
          if (known === undefined || judge(operation, caller, known) !== "allowed") continue;
          const thing = changes ? await makeThing(owner, decision) : known;
          await brake(thing, true);
          const { status, body } = await call(operation, caller, thing);
          await brake(thing, false);
          const name = `${label} by ${caller.name} on ${owner}'s, ${decision}: ${JSON.stringify(body).slice(0, 300)}`;
          if (status >= 200 && status < 300) {
            succeeded += 1;
            never.delete(label);
            // What was accepted is planned, so that the next thing's plan is its own.
            if (label === "POST /v1/transfers") await planNext(api.ledger, ["runs/7/a"]);
          } else {
            expect(mayRefuse.has(body.code), name).toBe(true);
            hindered[body.code] = (hindered[body.code] ?? 0) + 1;
          }
          if (operation.path.startsWith("/v1/api-keys/{id}")) await spareKey();
          if (operation.path.endsWith("/disable")) {
            await api.call("POST", `/v1/routes/${thing.route}/enable`, {
              body: { allowOverlap: true, reason },
              headers: { "if-match": "*" },
            });
          }
        }
      }
    }
  }
  console.log(`${succeeded} allowed calls succeeded; the state forbade ${JSON.stringify(hindered)}`);
  expect(succeeded).toBeGreaterThan(400);
  // Keys have no session, and nobody here hears of alerts: test/api/sign-in.test.ts and the end-to-end tests show these.
  expect([...never].sort()).toEqual([
    "DELETE /v1/sessions/current",
    "GET /v1/sessions/current",
    "POST /v1/alert-recipients/{id}/send-again",
  ]);
});
