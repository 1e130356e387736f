import { createRoute, z } from "@hono/zod-openapi";
import { walkFiles } from "@s3mirror/core/store/reads/report";
import { sampleStates } from "@s3mirror/core/store/reads/samples";
import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import type { Context } from "hono";
import { fileSchema } from "../files/file-view.ts";
import { type FilesQuery, fileFilters } from "../files/read-files.ts";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api, ApiEnv } from "../frame/api-env.ts";
import { json, problemAnswers, transferIdParam } from "../frame/documented.ts";
import { needs } from "../frame/rights.ts";
import type { Shown } from "../frame/show-to-vendors.ts";
import { oneOrMore, strict } from "../frame/validation.ts";
import { findTransfer } from "../transfers/find-transfer.ts";
import { Downloads } from "./download.ts";
import { fileReportCsv, fileReportJson } from "./file-report.ts";
import { sampleReportCsv } from "./sample-report.ts";

const inCsv = (description: string) => ({ description, content: { "text/csv": { schema: z.string() } } });
const CSV = "text/csv; charset=utf-8; header=present";
const whole =
  "Sent as it is read, whatever its length: one that breaks off is ended without its last chunk, so that no client takes it for whole. It holds the files that were known when it began.";

const csvRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/report.csv",
  summary: "All files of a view as CSV",
  description: `RFC 4180 in UTF-8, a line for each file. A text that a spreadsheet would take for a formula has an apostrophe before it. ${whole}`,
  ...needs("read"),
  request: { params: transferIdParam, query: strict(fileFilters) },
  responses: { 200: inCsv("The files, by number"), ...problemAnswers },
});

const jsonRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/report.json",
  summary: "All files of a view as JSON",
  description: `One array, each item on a line of its own. ${whole}`,
  ...needs("read"),
  request: { params: transferIdParam, query: strict(fileFilters) },
  responses: { 200: { description: "The files, by number", ...json(z.array(fileSchema)) }, ...problemAnswers },
});

const samplesRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/samples.csv",
  summary: "A transfer's samples as CSV, with where the files of ready ones are",
  description:
    "`blockedBy` are the parties that must act, with spaces between; `destinationUris` are the S3 URIs of a ready sample's files, one a line within the cell.",
  ...needs("read"),
  request: { params: transferIdParam, query: strict({ state: oneOrMore(sampleStates).optional() }) },
  responses: { 200: inCsv("The samples, by id"), ...problemAnswers },
});

/** What answers with a file of any length: it has no ETag, for which it would have to be kept whole. */
export function isDownload(path: string): boolean {
  return /^\/v1\/transfers\/[^/]+\/(?:report\.(?:csv|json)|samples\.csv)$/.test(path);
}

export function addReadReports(api: Api, deps: ApiDeps, shownTo: (c: Context<ApiEnv>) => Promise<Shown>): void {
  const { transferPrincipalArn: principalArn } = deps.settings;
  const downloads = new Downloads(deps);

  const filesOf = ({ id, plannedFiles }: TransferRecord, query: FilesQuery) =>
    walkFiles(deps.ledger, {
      transferId: id,
      lastNumber: plannedFiles,
      states: query.state ?? null,
      causeId: query.cause ?? null,
      sampleId: query.sample ?? null,
      q: query.q ?? null,
    });

  api.openapi(csvRoute, async (c) => {
    const query = c.req.valid("query");
    const transfer = await findTransfer(deps, c.var.caller, c.req.valid("param").id);
    const show = await shownTo(c);
    const pieces = () => fileReportCsv(filesOf(transfer, query), { transfer, principalArn }, show);
    return await downloads.answer(c, { pieces, contentType: CSV, fileName: nameOf(transfer, "files.csv") });
  });

  api.openapi(jsonRoute, async (c) => {
    const query = c.req.valid("query");
    const transfer = await findTransfer(deps, c.var.caller, c.req.valid("param").id);
    const show = await shownTo(c);
    const pieces = () => fileReportJson(filesOf(transfer, query), { transfer, principalArn }, show);
    const fileName = nameOf(transfer, "files.json");
    return await downloads.answer(c, { pieces, contentType: "application/json", fileName });
  });

  api.openapi(samplesRoute, async (c) => {
    const { state } = c.req.valid("query");
    const transfer = await findTransfer(deps, c.var.caller, c.req.valid("param").id);
    const pieces = () => sampleReportCsv(deps.ledger, transfer, state ?? null);
    return await downloads.answer(c, { pieces, contentType: CSV, fileName: nameOf(transfer, "samples.csv") });
  });
}

function nameOf({ name, reference, id }: TransferRecord, ending: string): string {
  return `${(name ?? reference ?? id).slice(0, 80)}-${id.slice(-6)}-${ending}`;
}
