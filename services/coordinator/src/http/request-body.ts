import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ApiEnv } from "./api-env.ts";
import { findJsonProblem } from "./json-text.ts";
import { ApiError, fieldError } from "./problem.ts";

/** The most a body may hold: 5 MB. */
export const MAX_BODY_BYTES = 5_000_000;

/** Refuses what is too large before it is read whole. */
export const limitBody: MiddlewareHandler<ApiEnv> = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw fieldError("body_too_large", {
      pointer: "/source/keys",
      message: "The body is larger than 5 MB.",
      remedy:
        "Give a prefix, or split the list into several transfers. Longer lists will be taken as `source.manifest`, an object in a bucket, which this release does not know yet.",
    });
  },
});

/**
 * Reads a POST's body once: checks its media type and encoding, parses it for the validators, and keeps the SHA-256 of
 * its raw bytes (with method and path) for Idempotency-Key. An empty body counts as `{}`.
 */
export const readBody: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  c.set("bodyHash", createHash("sha256").update(`${c.req.method} ${c.req.path}\n`).update(bytes).digest("hex"));
  if (bytes.length > 0) refuseOtherMediaTypes(c.req.header("content-type"));
  // The validators take the parsed body from here.
  c.req.bodyCache.json = Promise.resolve(bytes.length === 0 ? {} : parseJson(decode(bytes)));
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
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
