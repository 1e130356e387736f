import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { createRoute, z } from "@hono/zod-openapi";
import { decodeListedKey, findBucketNameProblem, findPrefixProblem } from "@s3mirror/core/object-key";
import { type RouteRecord, takesTransfers } from "@s3mirror/core/store/people/routes";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { count, json, notModified, problemAnswers } from "../frame/documented.ts";
import { Findings } from "../frame/findings.ts";
import type { Polled } from "../frame/polled.ts";
import { ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { strict } from "../frame/validation.ts";
import { judgeSource } from "../transfers/ask-s3.ts";
import { findRoute, routeIdParam } from "./find-route.ts";

const PATIENCE_MS = 3_000;
const MOST_PAGES = 20;
const SHOWN = 100;

const lookSchema = z
  .object({
    bucket: z.string(),
    prefix: z.string(),
    items: z
      .array(z.object({ key: z.string(), sizeBytes: count }))
      .openapi({ description: `The first ${SHOWN}, in the order of their keys` }),
    files: count.openapi({ description: "How many were seen" }),
    bytes: count.openapi({ description: "What those take" }),
    isComplete: z.boolean().openapi({
      description: `Whether these are all: no more than ${MOST_PAGES} pages of 1,000 are looked at, and for ${PATIENCE_MS / 1_000} s`,
    }),
  })
  .openapi("Look");
type Look = z.infer<typeof lookSchema>;

const route = createRoute({
  method: "get",
  path: "/v1/routes/{id}/look",
  summary: "What lies under a prefix of the route's source now, as far as a short look shows",
  description: "What S3 refuses for certain is a problem with its remedy, as it would be for a transfer.",
  ...needs("look"),
  request: {
    params: routeIdParam,
    query: strict({
      prefix: z
        .string()
        .max(1_024)
        .optional()
        .openapi({ description: "Begins with the route's own, which it is if left out" }),
      bucket: z
        .string()
        .max(63)
        .optional()
        .openapi({ description: 'Only where the route allows any bucket ("*"): which one' }),
    }),
  },
  responses: { 200: { description: "What was seen", ...json(lookSchema) }, ...notModified, ...problemAnswers },
});

export function addLookAtRoute(api: Api, deps: ApiDeps, polled: Polled): void {
  const { transferPrincipalArn } = deps.settings;
  api.openapi(route, (c) => {
    const { id } = c.req.valid("param");
    const query = c.req.valid("query");
    return polled.answer(c, async () => {
      const found = await findRoute(deps, c.var.caller, id);
      const source = { ...chooseSource(found, query), ownerAccountId: found.sourceOwnerAccountId };
      return await look(deps.s3, { source, transferPrincipalArn });
    });
  });
}

type Source = { bucket: string; prefix: string };

/** @throws ApiError where the route does not allow it */
function chooseSource(route: RouteRecord, query: { prefix?: string | undefined; bucket?: string | undefined }): Source {
  const bucket = query.bucket ?? route.sourceBucket;
  const prefix = query.prefix ?? route.sourcePrefix;
  if (!takesTransfers(route)) {
    throw fieldError("route_disabled", {
      pointer: "/param/id",
      message: "The route is switched off: nothing of it is read.",
      remedy: "Ask an administrator to switch it on, or use another.",
    });
  }
  if (bucket === "*") {
    throw fieldError("source_incomplete", {
      pointer: "/query/bucket",
      message: "The route allows any bucket, so it is not said which.",
      remedy: "Give the bucket's name as bucket=NAME.",
    });
  }
  if (route.sourceBucket !== "*" && bucket !== route.sourceBucket) {
    throw fieldError("source_not_allowed", {
      pointer: "/query/bucket",
      message: `The route reads ${route.sourceBucket} and no other bucket.`,
      remedy: "Leave bucket out.",
    });
  }
  if (!prefix.startsWith(route.sourcePrefix)) {
    throw fieldError("source_not_allowed", {
      pointer: "/query/prefix",
      message: `The route allows only what begins with "${route.sourcePrefix}".`,
      remedy: "Begin the prefix with that, or leave it out.",
    });
  }
  const found = new Findings();
  found.add("/query/bucket", findBucketNameProblem(bucket));
  found.add("/query/prefix", findPrefixProblem(prefix));
  found.throwIfAny();
  return { bucket, prefix };
}

type Question = { source: Source & { ownerAccountId: string | null }; transferPrincipalArn: string };

/** @throws ApiError for a definite no of S3, and where it told nothing at all */
async function look(s3: S3Client, question: Question): Promise<Look> {
  const { bucket, prefix, ownerAccountId } = question.source;
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  const seen: Look = { bucket, prefix, items: [], files: 0, bytes: 0, isComplete: false };
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    try {
      const listing = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ContinuationToken: after,
          EncodingType: "url",
          ExpectedBucketOwner: ownerAccountId ?? undefined,
        }),
        { abortSignal },
      );
      for (const { Key = "", Size = 0 } of listing.Contents ?? []) {
        if (seen.items.length < SHOWN) seen.items.push({ key: decodeListedKey(Key), sizeBytes: Size });
        seen.files += 1;
        seen.bytes += Size;
      }
      after = listing.NextContinuationToken;
      if (after === undefined) return { ...seen, isComplete: true };
    } catch (error) {
      const refused = judgeSource({ ...question, keys: null }, error);
      if (refused !== null) throw fieldError(refused.code, { ...refused.error, pointer: "/param/id" });
      if (page === 0) throw silent(error);
      return seen;
    }
  }
  return seen;
}

function silent(cause: unknown): ApiError {
  return new ApiError("source_unavailable", "Amazon S3 did not tell in time what lies there.", {
    errors: [
      {
        pointer: "",
        message: `Amazon S3 did not answer within ${PATIENCE_MS / 1_000} s, or not as it should.`,
        remedy: "Look again in a minute. A transfer can be started without: it is listed when it is planned.",
      },
    ],
    headers: { "Retry-After": "5" },
    cause,
  });
}
