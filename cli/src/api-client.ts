import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { describeProblem } from "./api-problem.ts";
import type { Page, Problem } from "./api-types.ts";
import type { Connection } from "./connection.ts";
import { Exit, type ExitCode, exitCode } from "./exit-code.ts";
import { withPatience } from "./patience.ts";

const requestTimeoutMs = 30_000;
const mostAttempts = 4;
/** A filter that hardly any file passes looks through a million of them between two pieces. */
const pieceTimeoutMs = 120_000;

/** Calls the API. Every failure arrives as an Exit whose message names field, trouble and remedy. */
export type ApiClient = {
  get: <Answer>(path: string) => Promise<Answer>;
  post: <Answer>(path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;
  patch: <Answer>(path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** A download, piece by piece; one that breaks off ends in an Exit, however much of it has come. */
  download: (path: string) => AsyncGenerator<string>;
  delete: (path: string) => Promise<void>;
  /** All pages of a list, item by item; stops after `most`. */
  list: <Item>(path: string, most: number) => AsyncGenerator<Item>;
};

/**
 * A POST or PATCH carries one Idempotency-Key through all its attempts, so that a lost answer is never a second effect; 429, 502,
 * 503 and a refused or broken connection are tried again, at most 4 times, as Retry-After asks.
 */
export function apiClient(connection: Connection, signal: AbortSignal, idempotencyKey?: string): ApiClient {
  const call = async <Answer>(
    method: "GET" | "POST" | "PATCH" | "DELETE",
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
  async function* download(path: string): AsyncGenerator<string> {
    const headers = { authorization: `Bearer ${connection.apiKey}` };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await begin(connection, path, headers, signal);
      const again = answer instanceof Error || [429, 502, 503].includes(answer.status);
      if (again && attempt < mostAttempts && !signal.aborted) {
        if (!(answer instanceof Error)) await answer.body?.cancel();
        const retryAfter = answer instanceof Error ? null : answer.headers.get("retry-after");
        const waited = waitMs(answer instanceof Error ? answer : { retryAfter }, attempt);
        await delay(waited, undefined, { signal }).catch(() => undefined);
        continue;
      }
      signal.throwIfAborted();
      if (answer instanceof Error) throw unreachable(connection, answer);
      const { ok, status } = answer;
      if (!ok) read(connection, { ok, status, retryAfter: null, text: await answer.text() });
      yield* piecesOf(answer, signal);
      return;
    }
  }
  return {
    download,
    get: (path) => call("GET", path),
    post: (path, body, headers) => call("POST", path, body, headers),
    patch: (path, body, headers) => call("PATCH", path, body, headers),
    delete: (path) => call("DELETE", path),
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

async function begin(
  connection: Connection,
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response | Error> {
  try {
    return await withPatience(requestTimeoutMs, signal, (givenUp) =>
      // What comes later has a patience of its own: this one must not reach it.
      until(fetch(`${connection.url}${path}`, { headers, signal }), givenUp),
    );
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function until<T>(asked: Promise<T>, givenUp: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    givenUp.addEventListener("abort", () => reject(givenUp.reason), { once: true });
  });
  return Promise.race([asked, late]);
}

async function* piecesOf(answer: Response, signal: AbortSignal): AsyncGenerator<string> {
  const reader = (answer.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await withPatience(pieceTimeoutMs, signal, (givenUp) => until(reader.read(), givenUp));
      if (done) break;
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    signal.throwIfAborted();
    throw brokenOff(error);
  } finally {
    await reader.cancel().catch(() => "it broke off before");
  }
}

function brokenOff(error: unknown): Exit {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Exit(
    exitCode.error,
    `The download broke off (${why}): what was printed is not all.\n  remedy: run it again; s3mirror doctor says whether the house is well.`,
  );
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

function waitMs(answer: Pick<Answered, "retryAfter"> | Error, attempt: number): number {
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
