import { createRoute, z } from "@hono/zod-openapi";
import { type TransferState, transferStates } from "@s3mirror/core/states";
import { listTransfers } from "@s3mirror/core/store/reads/transfers";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { readCursor, writeCursor } from "../frame/cursor.ts";
import { json, notModified, pageFields, pageOf, problemAnswers, transferIdParam } from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { unknownQuery } from "../frame/unknown-query.ts";
import { moment, oneOrMore, shortText, toPointer } from "../frame/validation.ts";
import { transferSchema, viewTransfer } from "./transfer-view.ts";

const MOST_WORDS = 10;

const knownFilters = {
  state: oneOrMore(transferStates).optional(),
  needsAttention: z.enum(["true", "false"]).optional().openapi({
    description: "Whether somebody must look: files failed, it stalls, it paused itself, or it could not start lately",
  }),
  vendor: shortText(100).optional().openapi({ description: "A vendor's id" }),
  reference: shortText(200).optional().openapi({ description: "Exactly this reference" }),
  q: shortText(200)
    .refine((text) => wordsOf(text).length <= MOST_WORDS, {
      error: `These are more than ${MOST_WORDS} words.`,
      params: { remedy: `Search for at most ${MOST_WORDS} words.` },
    })
    .optional()
    .openapi({
      description:
        "Words, each of them part of a name, reference, id, vendor's name, bucket, prefix or of who made it, or the beginning of a sample's id",
    }),
  createdAfter: moment().optional().openapi({ description: "Made after this moment" }),
  updatedAfter: moment()
    .optional()
    .openapi({ description: "Not ended yet, or something happened to it after this moment" }),
  sort: z.enum(["-createdAt", "attention"]).default("-createdAt").openapi({
    description:
      "-createdAt: newest first. attention: first where somebody must look, then what has not ended, then the rest, each newest first",
  }),
  ...pageFields,
};
const position = z.tuple([z.int().min(0).max(2), z.int().min(0)]);
const filters = z.looseObject(knownFilters);

const listRoute = createRoute({
  method: "get",
  path: "/v1/transfers",
  summary: "Transfers: newest first, or first where somebody must look",
  description: "`label.NAME=VALUE` keeps those that carry this label.",
  ...needs("read", { q: 5 }),
  request: { query: filters },
  responses: { 200: { description: "A page", ...json(pageOf(transferSchema)) }, ...notModified, ...problemAnswers },
});

const oneRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}",
  summary: "One transfer, as of now",
  ...needs("read"),
  request: { params: transferIdParam },
  responses: { 200: { description: "The transfer", ...json(transferSchema) }, ...notModified, ...problemAnswers },
});

export function addReadTransfers(api: Api, deps: ApiDeps, polled: Polled): void {
  api.openapi(listRoute, (c) => {
    const query = c.req.valid("query");
    const { vendorId } = c.var.caller;
    const label = chooseLabel(query);
    const from = readCursor(query.cursor, position);
    const wanted = query.vendor ?? null;
    // A vendor who asks for another's sees nothing, as everywhere.
    const isForeign = vendorId !== null && wanted !== null && wanted !== vendorId;
    return polled.answer(c, async () => {
      const records = isForeign
        ? []
        : await listTransfers(deps.ledger, {
            vendorId: vendorId ?? wanted,
            states: (query.state as TransferState[] | undefined) ?? null,
            needsAttention: query.needsAttention === undefined ? null : query.needsAttention === "true",
            words: wordsOf(query.q ?? ""),
            reference: query.reference ?? null,
            label,
            createdAfter: query.createdAfter ?? null,
            updatedAfter: query.updatedAfter ?? null,
            byAttention: query.sort === "attention",
            after: from && { rank: from[0], number: from[1] },
            limit: query.limit + 1,
          });
      const page = records.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: page.map(viewTransfer),
        nextCursor: records.length > query.limit && last !== undefined ? writeCursor([last.rank, last.number]) : null,
      };
    });
  });

  api.openapi(oneRoute, (c) => polled.answerOf(c, c.req.valid("param").id, viewTransfer));
}

function wordsOf(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter((word) => word !== ""))];
}

function chooseLabel(query: Record<string, unknown>): { name: string; value: string } | null {
  const others = Object.entries(query).filter(([name]) => !Object.hasOwn(knownFilters, name));
  const stranger = others.find(([name]) => !name.startsWith("label."));
  if (stranger !== undefined) {
    throw unknownQuery([stranger[0]], [...Object.keys(knownFilters), "label.NAME"]);
  }
  const [first, second] = others;
  if (first === undefined) return null;
  const [name, value] = first;
  if (second === undefined && typeof value === "string" && /^label\.[A-Za-z0-9._-]{1,63}$/.test(name)) {
    const checked = shortText(200).safeParse(value);
    if (checked.success) return { name: name.slice("label.".length), value: checked.data };
  }
  throw fieldError("invalid_request", {
    pointer: `/query${toPointer([second?.[0] ?? name])}`,
    message: "One label can be asked for, by its name and one value.",
    remedy: "Send one filter such as label.study=KIDNEY-7.",
  });
}
