import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { describeProblem } from "./api-problem.ts";
import type { Page, Problem } from "./api-types.ts";
import type { Connection } from "./connection.ts";
import { Exit, type ExitCode, exitCode } from "./exit-code.ts";
import { withPatience } from "./patience.ts";

const requestTimeoutMs = 30_000;
const mostAttempts = 4;

/** Calls the API. Every failure arrives as an Exit whose message names field, trouble and remedy. */
export type ApiClient = {
  get: <Answer>(path: string) => Promise<Answer>;
  post: <Answer>(path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;
  patch: <Answer>(path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** All pages of a list, item by item; stops after `most`. */
  list: <Item>(path: string, most: number) => AsyncGenerator<Item>;
};

/**
 * A POST or PATCH carries one Idempotency-Key through all its attempts, so that a lost answer is never a second effect; 429, 502,
 * 503 and a refused or broken connection are tried again, at most 4 times, as Retry-After asks.
 */
export function apiClient(connection: Connection, signal: AbortSignal, idempotencyKey?: string): ApiClient {
  const call = async <Answer>(
    method: "GET" | "POST" | "PATCH",
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer> => {
    const headers: Record<string, string> = {
      accept: "application/json, application/problem+json",
      authorization: `Bearer ${connection.apiKey}`,
      ...more,
    };
    if (method !== "GET") {
      headers["content-type"] = "application/json";
      headers["idempotency-key"] = idempotencyKey ?? randomUUID();
    }
    for (let attempt = 1; ; attempt += 1) {
      const answer = await send(connection, method, path, headers, body, signal);
      const again = answer instanceof Error || [429, 502, 503].includes(answer.status);
      if (again && attempt < mostAttempts && !signal.aborted) {
        await delay(waitMs(answer, attempt), undefined, { signal }).catch(() => undefined);
        continue;
      }
      signal.throwIfAborted();
      if (answer instanceof Error) throw unreachable(connection, answer);
      return read<Answer>(connection, answer);
    }
  };
  return {
    get: (path) => call("GET", path),
    post: (path, body, headers) => call("POST", path, body, headers),
    patch: (path, body, headers) => call("PATCH", path, body, headers),
    list: async function* <Item>(path: string, most: number) {
      let left = most;
      let cursor: string | null = null;
      do {
        const limit = `limit=${Math.min(left, 500)}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
        const page: Page<Item> = await call("GET", `${path}${path.includes("?") ? "&" : "?"}${limit}`);
        for (const item of page.items.slice(0, left)) yield item;
        left -= page.items.length;
        cursor = page.nextCursor ?? null;
      } while (cursor !== null && left > 0);
    },
  };
}

type Answered = { ok: boolean; status: number; retryAfter: string | null; text: string };

async function send(
  connection: Connection,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: unknown,
  signal: AbortSignal,
): Promise<Answered | Error> {
  try {
    return await withPatience(requestTimeoutMs, signal, async (givenUp) => {
      const answer = await fetch(`${connection.url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: givenUp,
      });
      const { ok, status } = answer;
      return { ok, status, retryAfter: answer.headers.get("retry-after"), text: await answer.text() };
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function waitMs(answer: Answered | Error, attempt: number): number {
  const asked = answer instanceof Error ? Number.NaN : Number(answer.retryAfter ?? Number.NaN);
  return Number.isFinite(asked) ? Math.min(asked, 30) * 1_000 : 200 * 2 ** attempt;
}

function read<Answer>(connection: Connection, { ok, status, text }: Answered): Answer {
  let parsed: unknown;
  try {
    parsed = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new Exit(
      exitCode.error,
      `${connection.url} answered ${status} with something that is not JSON.\n  remedy: is it S3Mirror's API that S3MIRROR_API_URL names? s3mirror doctor says what answers there.`,
    );
  }
  if (ok) return parsed as Answer;
  const problem = (parsed ?? {}) as Problem;
  throw new Exit(codeOf(status, problem), describeProblem(status, problem));
}

function codeOf(status: number, { code }: Problem): ExitCode {
  if (status === 401 || status === 403) return exitCode.notAuthorised;
  return status === 404 && code !== "route_not_found" ? exitCode.notFound : exitCode.error;
}

function unreachable(connection: Connection, error: Error): Exit {
  const cause = error.cause instanceof Error ? error.cause : error;
  return new Exit(
    exitCode.error,
    `${connection.url} does not answer (${cause.message}).\n  remedy: start a local stack (npx s3mirror up), or correct S3MIRROR_API_URL; s3mirror doctor says more.`,
  );
}
