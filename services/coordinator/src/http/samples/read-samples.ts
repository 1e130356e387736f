import { createRoute, z } from "@hono/zod-openapi";
import type { FileState } from "@s3mirror/core/states";
import { listSamples, type SampleRecord, sampleStates } from "@s3mirror/core/store/reads/samples";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { readCursor, writeCursor } from "../frame/cursor.ts";
import {
  count,
  json,
  notModified,
  pageFields,
  pageOf,
  problemAnswers,
  stateCounts,
  transferIdParam,
} from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { needs } from "../frame/rights.ts";
import { oneOrMore, shortText, strict } from "../frame/validation.ts";

const sampleSchema = z
  .object({
    id: z.string().openapi({ example: "K7" }),
    guessed: z.boolean().openapi({ description: "The files were put together by their names, by Illumina's pattern" }),
    state: z.enum(sampleStates).openapi({
      description:
        "ready: every file is copied, already there or waived, and its proof is settled. While the transfer is planned more files may join",
    }),
    counts: z.object({
      total: count,
      ...stateCounts,
    }),
    bytes: z.object({ total: count, copied: count.openapi({ description: "Of whole files" }) }),
  })
  .openapi("Sample");

// A sample's id comes from a key, which may hold nearly anything, but nothing that Postgres cannot.
const idText = z.string().refine((text) => !text.includes("\0") && !/\p{Cs}/u.test(text));
const position = z.tuple([z.int().min(0).max(1), idText]);

const route = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/samples",
  summary: "A transfer's samples: first those that wait for somebody, each by id",
  ...needs("read", { q: 5 }),
  request: {
    params: transferIdParam,
    query: strict({
      state: oneOrMore(sampleStates).optional(),
      q: shortText(200).optional().openapi({ description: "Part of the sample's id" }),
      ...pageFields,
    }),
  },
  responses: { 200: { description: "A page", ...json(pageOf(sampleSchema)) }, ...notModified, ...problemAnswers },
});

export function addReadSamples(api: Api, deps: ApiDeps, polled: Polled): void {
  api.openapi(route, (c) => {
    const { state, q, cursor, limit } = c.req.valid("query");
    const from = readCursor(cursor, position);
    return polled.answerOf(c, c.req.valid("param").id, async ({ id }) => {
      const records = await listSamples(deps.ledger, {
        transferId: id,
        states: state ?? null,
        q: q ?? null,
        after: from && { rank: from[0], id: from[1] },
        limit: limit + 1,
      });
      const page = records.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(viewSample),
        nextCursor: records.length > limit && last !== undefined ? writeCursor([last.rank, last.id]) : null,
      };
    });
  });
}

function viewSample({ id, guessed, state, states, files, ...sample }: SampleRecord): z.infer<typeof sampleSchema> {
  const of = (name: FileState) => states[name] ?? 0;
  return {
    id,
    guessed,
    state,
    counts: {
      total: files,
      planned: of("planned"),
      queued: of("queued"),
      copying: of("copying"),
      verifying: of("verifying"),
      copied: of("copied"),
      skipped: of("skipped"),
      waived: of("waived"),
      deadLettered: of("dead_lettered"),
      cancelled: of("cancelled"),
    },
    bytes: { total: sample.bytesTotal, copied: sample.bytesCopied },
  };
}
