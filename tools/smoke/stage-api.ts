import { randomUUID } from "node:crypto";
import { z } from "zod";

/** The stage's own API, asked as one who is signed in. */
export type StageApi = {
  /** @returns the status and the body; answers that say no are answers. */
  ask(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<{ status: number; body: unknown }>;
};

export function openStageApi(deps: { url: string; fetch: typeof fetch }, token: string): StageApi {
  return {
    async ask(method, path, body) {
      const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: "application/json" };
      if (method === "POST") headers["idempotency-key"] = randomUUID();
      if (body !== undefined) headers["content-type"] = "application/json";
      const answer = await deps.fetch(new URL(path, deps.url), {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        body: /json/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : text,
      };
    },
  };
}

const problem = z.object({
  code: z.string(),
  title: z.string().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** What an answer that says no says: its code, and a sentence for people. */
export function readRefusal({ status, body }: { status: number; body: unknown }): { code: string; text: string } {
  const parsed = problem.safeParse(body);
  if (!parsed.success) return { code: "unknown", text: `${status} ${String(body).slice(0, 200)}` };
  const { code, title, errors } = parsed.data;
  return { code, text: `${status} ${code}: ${errors?.[0]?.message ?? title ?? ""}` };
}

/** Reads an answer that should be a success. @throws Error with the status, as the SDK's errors carry it */
export function read<T>(schema: z.ZodType<T>, answer: { status: number; body: unknown }): T {
  if (answer.status < 300) return schema.parse(answer.body);
  const { code, text } = readRefusal(answer);
  throw Object.assign(new Error(text), { name: code, $metadata: { httpStatusCode: answer.status } });
}

const session = z.object({ token: z.string() });

/**
 * Signs in with a one-time link, whole or only its secret. The load balancer leads to the API only what carries a bearer
 * key, so this carries one that is none.
 */
export async function signIn(deps: { url: string; fetch: typeof fetch }, link: string): Promise<string> {
  const secret = link.slice(link.indexOf("#") + 1);
  return read(session, await openStageApi(deps, "signing-in").ask("POST", "/v1/sessions", { link: secret })).token;
}

const place = z.object({ bucket: z.string(), prefix: z.string() });
const routes = z.object({
  items: z.array(
    z.object({ id: z.string(), enabled: z.boolean(), isDeployed: z.boolean(), source: place, destination: place }),
  ),
});
export type StageRoute = z.output<typeof routes>["items"][number];

export async function listRoutes(api: StageApi): Promise<StageRoute[]> {
  return read(routes, await api.ask("GET", "/v1/routes?limit=500")).items;
}

const transferSchema = z.object({
  id: z.string(),
  state: z.string(),
  finishedAt: z.string().nullable(),
  failure: z.object({ message: z.string() }).nullable(),
});
export type StageTransfer = z.output<typeof transferSchema>;

export type NewTransfer = {
  route?: string;
  source: { bucket: string; prefix: string; keys: string[] };
  destination: { bucket: string; prefix: string };
  options?: { partSizeBytes: number };
};

/** Asks the stage to copy. Named, so that people who look at the page know what it is. */
export async function startTransfer(
  api: StageApi,
  wish: NewTransfer,
): Promise<{ type: "accepted"; id: string } | { type: "refused"; code: string; text: string }> {
  const answer = await api.ask("POST", "/v1/transfers", { name: "smoke run", ...wish });
  if (answer.status === 422) return { type: "refused", ...readRefusal(answer) };
  return { type: "accepted", id: read(transferSchema, answer).id };
}

export async function readTransfer(api: StageApi, id: string): Promise<StageTransfer> {
  return read(transferSchema, await api.ask("GET", `/v1/transfers/${id}`));
}

const fileSchema = z.object({
  state: z.string(),
  attempts: z.number(),
  sizeBytes: z.number().nullable(),
  failure: z.object({ kind: z.string(), message: z.string() }).nullable(),
  verification: z.object({ result: z.string(), method: z.string() }).nullable(),
});
export type StageFile = z.output<typeof fileSchema>;

/** A file of a transfer by its number; null while the planner has not come to it. */
export async function readFile(api: StageApi, id: string, number: number): Promise<StageFile | null> {
  const answer = await api.ask("GET", `/v1/transfers/${id}/files/${number}`);
  return answer.status === 404 ? null : read(fileSchema, answer);
}

/** Ends a transfer of the run's own, whatever it was about to do. One that has ended already is left as it is. */
export async function cancelTransfer(api: StageApi, id: string): Promise<void> {
  const answer = await api.ask("POST", `/v1/transfers/${id}/cancel`, { reason: "the smoke run ends" });
  if (answer.status !== 409) read(z.unknown(), answer);
}

const fleet = z.object({ openTransfers: z.number(), pausedBy: z.string().nullable() });

export async function readFleet(api: StageApi): Promise<z.output<typeof fleet>> {
  return read(fleet, await api.ask("GET", "/v1/fleet"));
}
