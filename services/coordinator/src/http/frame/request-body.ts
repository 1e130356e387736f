import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "./api-env.ts";
import { DISCARDED } from "./discard-rest.ts";
import { findJsonProblem, isDeeper } from "./json-text.ts";
import { ApiError, fieldError } from "./problem.ts";
import { findRepeatedName } from "./repeated-name.ts";
import { toPointer } from "./validation.ts";

/** The most a body may hold: 5 MB. */
export const MAX_BODY_BYTES = 5_000_000;

/** Our deepest field lies 3 deep. */
const MAX_DEPTH = 20;

/**
 * Refuses what is too large. What says so beforehand is not read; what turns out to be is read on for a while and thrown
 * away, so that its sender hears of it.
 */
export const limitBody: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const declared = c.req.header("content-length");
  if (Number(declared ?? 0) > MAX_BODY_BYTES) throw bodyTooLarge();
  if (declared !== undefined || c.req.raw.body === null) return await next();
  const bytes = await readWithin(c.req.raw.body);
  if (bytes === null) throw bodyTooLarge();
  // Whoever reads the body takes it from here.
  Object.assign(c.req.bodyCache, { arrayBuffer: Promise.resolve(bytes) });
  await next();
};

/** A body of unknown length; null where it is too large. No more of it is kept than a body may hold. */
async function readWithin(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ArrayBuffer | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = body.getReader();
  const patience = AbortSignal.timeout(DISCARDED.ms);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size <= MAX_BODY_BYTES) chunks.push(value);
    else chunks.length = 0;
    if (size > DISCARDED.bytes || (size > MAX_BODY_BYTES && patience.aborted)) return null;
  }
  if (size > MAX_BODY_BYTES) return null;
  return await new Blob(chunks).arrayBuffer();
}

function bodyTooLarge(): ApiError {
  return fieldError("body_too_large", {
    pointer: "/source/keys",
    message: "The body is larger than 5 MB.",
    remedy:
      "Give a prefix, or split the list into several transfers. Longer lists will be taken as `source.manifest`, an object in a bucket, which this release does not know yet.",
  });
}

/**
 * Reads a body once: checks its media type, its encoding and that it is JSON, and keeps the SHA-256 of
 * its raw bytes (with method and path) for Idempotency-Key. An empty body counts as `{}`.
 */
export const readBody: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  c.set("bodyHash", createHash("sha256").update(`${c.req.method} ${c.req.path}\n`).update(bytes).digest("hex"));
  const contentType = c.req.header("content-type");
  if (bytes.length > 0 || contentType !== undefined) refuseOtherMediaTypes(contentType);
  if (bytes.length > 0) refuseCompressed(c.req.header("content-encoding"));
  const text = bytes.length === 0 ? "{}" : decode(bytes);
  refuseUnlessJson(text);
  refuseRepeatedName(text);
  // The validators take the body from here.
  Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
  await next();
};

function refuseOtherMediaTypes(contentType: string | undefined): void {
  const [essence = "", ...parameters] = (contentType ?? "").split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (essence === "application/json" && isUtf8) return;
  throw new ApiError(
    "media_type_unsupported",
    contentType === undefined ? "The request has a body but no Content-Type." : `The body is sent as "${contentType}".`,
    {
      errors: [
        {
          pointer: "/header/content-type",
          message: "Bodies are taken as application/json in UTF-8 only.",
          remedy: "Send the header Content-Type: application/json.",
        },
      ],
      headers: { Accept: "application/json" },
    },
  );
}

function refuseCompressed(encoding = "identity"): void {
  if (encoding.trim().toLowerCase() === "identity") return;
  throw new ApiError("media_type_unsupported", `The body is encoded as "${encoding}".`, {
    errors: [
      {
        pointer: "/header/content-encoding",
        message: "Bodies are taken as they are, not compressed.",
        remedy: "Send the body without Content-Encoding.",
      },
    ],
    headers: { "Accept-Encoding": "identity" },
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ApiError("body_not_utf8", "The body holds bytes that are not UTF-8.", {
      errors: [{ pointer: "", message: "The body is not UTF-8.", remedy: "Write the body in UTF-8." }],
      cause,
    });
  }
}

function refuseUnlessJson(text: string): void {
  if (isDeeper(text, MAX_DEPTH)) {
    throw fieldError("json_malformed", {
      pointer: "",
      message: `The body is nested deeper than ${MAX_DEPTH} times.`,
      remedy: "No field here takes that; /docs says what they take.",
    });
  }
  try {
    // The validators would not see this name, which an object takes for its prototype's.
    JSON.parse(text, text.includes("__proto__") || text.includes("\\u") ? refuseProto : undefined);
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    const found = findJsonProblem(text);
    const where = found === null ? "" : ` at line ${found.line}, column ${found.column}: ${found.problem}`;
    throw new ApiError("json_malformed", `The body is not JSON${where}.`, {
      errors: [
        {
          pointer: "",
          message: `The body is not JSON${where}.`,
          remedy: "Correct the body there; names and texts stand in double quotes, and nothing follows the last item.",
        },
      ],
      cause,
    });
  }
}

function refuseRepeatedName(text: string): void {
  const path = findRepeatedName(text);
  if (path === null) return;
  throw fieldError("name_twice", {
    pointer: toPointer(path),
    message: `"${path.at(-1)}" stands twice in one object: readers of JSON differ in which they take.`,
    remedy: "Give it once.",
  });
}

function refuseProto(name: string, value: unknown): unknown {
  if (name !== "__proto__") return value;
  const message = 'There is no field "__proto__".';
  throw fieldError("unknown_field", { pointer: "/__proto__", message, remedy: "Remove it." });
}
