import { csvLine } from "@s3mirror/core/csv";
import type { FileRecord } from "@s3mirror/core/store/reads/files";
import { type FileContext, viewFile } from "../files/file-view.ts";
import type { Shown } from "../frame/show-to-vendors.ts";

type Pages = AsyncIterable<FileRecord[]>;

const columns = [
  "number",
  "key",
  "destinationKey",
  "sampleId",
  "sizeBytes",
  "state",
  "failureKind",
  "actionBy",
  "failureMessage",
  "verificationResult",
  "verificationMethod",
  "startedAt",
  "finishedAt",
  "attempts",
  "redrives",
];

/** A line for each file, under the names of their fields, as `show` shows it to who asks. */
export async function* fileReportCsv(
  pages: Pages,
  context: FileContext,
  show: Shown,
): AsyncGenerator<string, void, undefined> {
  let head = csvLine(columns);
  for await (const page of pages) {
    yield head + page.map((record) => fileLine(show(viewFile(record, context)))).join("");
    head = "";
  }
  if (head !== "") yield head;
}

function fileLine(file: ReturnType<typeof viewFile>): string {
  return csvLine([
    file.number,
    file.key,
    file.destinationKey,
    file.sampleId,
    file.sizeBytes,
    file.state,
    file.failure?.kind,
    file.failure?.actionBy,
    file.failure?.message,
    file.verification?.result,
    file.verification?.method,
    file.startedAt,
    file.finishedAt,
    file.attempts,
    file.redrives,
  ]);
}

/** One JSON array, each of its items on a line of its own: a reader may take it line by line. */
export async function* fileReportJson(
  pages: Pages,
  context: FileContext,
  show: Shown,
): AsyncGenerator<string, void, undefined> {
  let before = "[\n";
  for await (const page of pages) {
    yield before + page.map((record) => JSON.stringify(show(viewFile(record, context)))).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}
