import { createRoute, z } from "@hono/zod-openapi";
import { guessSampleId } from "@s3mirror/core/sample-name";
import { fileStates } from "@s3mirror/core/states";
import { type FileRecord, listFiles, readFile } from "@s3mirror/core/store/files";
import type { ApiDeps } from "./api-deps.ts";
import type { Api } from "./api-env.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { json, notModified, pageFields, pageOf, problemAnswers, secured, transferIdParam } from "./documented.ts";
import { entityTag } from "./entity-tag.ts";
import { fileDetailsSchema, fileSchema, viewFile, viewFileDetails } from "./file-view.ts";
import { findTransfer } from "./find-transfer.ts";
import { ApiError } from "./problem.ts";
import { oneOrMore, shortText, strict } from "./validation.ts";

const listRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/files",
  summary: "A transfer's files, by number",
  ...secured,
  request: {
    params: transferIdParam,
    query: strict({
      state: oneOrMore(fileStates).optional(),
      cause: shortText(100).optional(),
      sample: shortText(200).optional().openapi({ description: "A sample id; pages may be shorter than `limit`" }),
      q: shortText(1_024).optional().openapi({ description: "Part of the key, upper and lower case alike" }),
      fromNumber: z.coerce.number().int().min(1).max(1e12).optional(),
      ...pageFields,
    }),
  },
  responses: { 200: { description: "A page", ...json(pageOf(fileSchema)) }, ...notModified, ...problemAnswers },
});

const oneRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/files/{number}",
  summary: "One file with its technical details",
  ...secured,
  request: { params: transferIdParam.extend({ number: z.string().openapi({ example: "1" }) }) },
  responses: { 200: { description: "The file", ...json(fileDetailsSchema) }, ...notModified, ...problemAnswers },
});

export function addReadFiles(api: Api, deps: ApiDeps): void {
  const { transferPrincipalArn: principalArn } = deps.settings;

  api.openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    const transfer = await findTransfer(deps, c.var.caller, c.req.valid("param").id);
    const { sample } = query;
    const records = await listFiles(deps.ledger, {
      transferId: transfer.id,
      fromNumber: Math.max(readCursor(query.cursor) ?? 1, query.fromNumber ?? 1),
      states: query.state ?? null,
      causeId: query.cause ?? null,
      // A sample's id is part of its files' names; what else holds the same letters is left out below.
      q: sample ?? query.q ?? null,
      limit: query.limit + 1,
    });
    const page = records.slice(0, query.limit);
    const next = records.at(query.limit);
    const answer = {
      items: page.filter((file) => isWanted(file, query)).map((file) => viewFile(file, { transfer, principalArn })),
      nextCursor: next === undefined ? null : writeCursor(next.number),
    };
    return c.json(answer, 200, { ETag: entityTag(answer) });
  });

  api.openapi(oneRoute, async (c) => {
    const { id, number } = c.req.valid("param");
    const transfer = await findTransfer(deps, c.var.caller, id);
    const found = /^[1-9]\d{0,14}$/.test(number)
      ? await readFile(deps.ledger, { transferId: transfer.id, number: Number(number) })
      : null;
    if (found === null) {
      throw new ApiError("file_not_found", `The transfer has no file number ${JSON.stringify(number)}.`, {
        errors: [
          {
            pointer: "/param/number",
            message: "There is no such file.",
            remedy: "Files are numbered from 1; GET …/files lists them.",
          },
        ],
      });
    }
    const view = viewFileDetails(found.file, found.events, { transfer, principalArn });
    return c.json(view, 200, { ETag: entityTag(view) });
  });
}

function isWanted(file: FileRecord, { sample, q }: { sample?: string | undefined; q?: string | undefined }): boolean {
  if (sample === undefined) return true;
  return guessSampleId(file.key) === sample && file.key.toLowerCase().includes((q ?? "").toLowerCase());
}
