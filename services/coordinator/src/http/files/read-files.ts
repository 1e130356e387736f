import { createRoute, z } from "@hono/zod-openapi";
import { type FileState, fileStates } from "@s3mirror/core/states";
import { listFiles, readFile } from "@s3mirror/core/store/reads/files";
import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { atNumber, readCursor, writeCursor } from "../frame/cursor.ts";
import { count, json, notModified, pageFields, pageOf, problemAnswers, transferIdParam } from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { ApiError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { oneOrMore, shortText, strict } from "../frame/validation.ts";
import { fileDetailsSchema, fileSchema, viewFile, viewFileDetails } from "./file-view.ts";

/** Files that a filter looks at in one answer, where no index finds what it wants: some 0.4 s on two cores. */
const LOOK_AT = 200_000;
const filesSchema = pageOf(fileSchema).extend({
  nextNumber: count
    .nullable()
    .openapi({ description: "Where the next page begins, for `fromNumber`; null where `nextCursor` is" }),
  total: count.nullable().openapi({
    description: "How many files there are of this filter, from 1 on; null where that would have to be counted",
  }),
  lastNumber: count.openapi({ description: "The number of the last file that is known yet; the first is 1" }),
});

/** Which of a transfer's files are asked for, in lists and reports. */
export const fileFilters = {
  state: oneOrMore(fileStates).optional(),
  cause: shortText(100).optional().openapi({ description: "A cause's id: the files that wait for it" }),
  sample: shortText(200).optional().openapi({ description: "A sample's id" }),
  q: shortText(1_024).optional().openapi({ description: "Part of the key, upper and lower case alike" }),
};

const listRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/files",
  summary: "A transfer's files, by number",
  description: `A filter looks at ${LOOK_AT.toLocaleString("en")} files at a time, so of a larger transfer a page may hold fewer items than \`limit\`, even none, though more follow: go on while \`nextCursor\` is not null. There, copying and verifying list the files that copiers told of within the last seconds, the largest 200 of each copier; \`total\` counts all.`,
  ...needs("read", { q: 20 }),
  request: {
    params: transferIdParam,
    query: strict({
      ...fileFilters,
      fromNumber: z.coerce.number().int().min(1).max(1e12).optional().openapi({
        description: "Begin at this file's number",
      }),
      ...pageFields,
    }),
  },
  responses: { 200: { description: "A page", ...json(filesSchema) }, ...notModified, ...problemAnswers },
});

const oneRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/files/{number}",
  summary: "One file with its technical details",
  ...needs("read"),
  request: {
    params: transferIdParam.extend({
      number: z.string().openapi({ description: "The file's number, from 1", example: "1" }),
    }),
  },
  responses: { 200: { description: "The file", ...json(fileDetailsSchema) }, ...notModified, ...problemAnswers },
});

export function addReadFiles(api: Api, deps: ApiDeps, polled: Polled): void {
  const { transferPrincipalArn: principalArn } = deps.settings;

  api.openapi(listRoute, (c) => {
    const query = c.req.valid("query");
    return polled.answerOf(c, c.req.valid("param").id, async (transfer) => {
      const { files, nextNumber } = await listFiles(deps.ledger, {
        transferId: transfer.id,
        lastNumber: transfer.plannedFiles,
        lookAt: LOOK_AT,
        fromNumber: Math.max(readCursor(query.cursor, atNumber)?.[0] ?? 1, query.fromNumber ?? 1),
        states: query.state ?? null,
        causeId: query.cause ?? null,
        sampleId: query.sample ?? null,
        q: query.q ?? null,
        limit: query.limit,
      });
      return {
        items: files.map((file) => viewFile(file, { transfer, principalArn })),
        nextCursor: nextNumber === null ? null : writeCursor([nextNumber]),
        nextNumber,
        total: countFiltered(transfer, query),
        lastNumber: transfer.plannedFiles,
      };
    });
  });

  api.openapi(oneRoute, (c) => {
    const { id, number } = c.req.valid("param");
    return polled.answerOf(c, id, async (transfer) => {
      const found = /^[1-9]\d{0,14}$/.test(number)
        ? await readFile(deps.ledger, { transferId: transfer.id, number: Number(number) })
        : null;
      if (found === null) throw fileNotFound(number);
      return viewFileDetails(found.file, found.events, { transfer, principalArn });
    });
  });
}

function fileNotFound(number: string): ApiError {
  return new ApiError("file_not_found", `The transfer has no file number ${JSON.stringify(number)}.`, {
    errors: [
      {
        pointer: "/param/number",
        message: "There is no such file.",
        remedy: "Files are numbered from 1; GET …/files lists them.",
      },
    ],
  });
}

export type FilesQuery = {
  state?: FileState[] | undefined;
  cause?: string | undefined;
  sample?: string | undefined;
  q?: string | undefined;
};

function countFiltered(transfer: TransferRecord, { state, cause, sample, q }: FilesQuery): number | null {
  if (cause !== undefined || sample !== undefined || q !== undefined) return null;
  if (state === undefined) return transfer.plannedFiles;
  const counts: Record<FileState, number> = { ...transfer, dead_lettered: transfer.deadLettered };
  return [...new Set(state)].reduce((sum, name) => sum + counts[name], 0);
}
