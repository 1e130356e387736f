import { type Command, Option } from "commander";
import type { ApiClient } from "../api-client.ts";
import type { Cause, Transfer, TransferFile } from "../api-types.ts";
import { type ApiOptions, type Context, openApi } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { codeOfTransfer, followTransfer } from "../follow.ts";
import { type OutputFormat, printItems, printOne } from "../output.ts";
import { firstOf, itemsOf, recordsOf } from "../report.ts";
import { causeColumns, fileColumns, tellCause, transferColumns, transferFacts } from "../transfer-columns.ts";
import { addActions } from "./act-on-transfer.ts";
import { addCreate } from "./create-transfer.ts";
import { durationMs, givenId, positiveInteger, withApiOptions } from "./options.ts";

/** `s3mirror transfers …` */
export function addTransfers(program: Command, context: Context): void {
  const transfers = program.command("transfers").description("create transfers, see them, act on them");
  addCreate(transfers, context);
  addList(transfers, context);
  addShow(transfers, context);
  addFiles(transfers, context);
  addCauses(transfers, context);
  addActions(transfers, context);
  addWatch(transfers, context);
}

function addList(transfers: Command, context: Context): void {
  withApiOptions(
    transfers
      .command("list")
      .description("transfers, newest first")
      .option("--state <state>", "such as running or completed_with_failures; several with commas")
      .option("--needs-attention", "only those where somebody must act")
      .option(
        "--search <words>",
        "each is part of a name, reference, id, vendor, person or bucket, or begins a sample's id",
      )
      .addOption(limit(IN_TABLE.transfers)),
  ).action(
    async (options: ApiOptions & { state?: string; needsAttention?: boolean; search?: string; limit?: number }) => {
      const api = await openApi(context, options);
      const path = withQuery("/v1/transfers", {
        state: options.state,
        needsAttention: options.needsAttention ? "true" : undefined,
        q: options.search,
      });
      const most = mostOf(options, IN_TABLE.transfers);
      const items = api.list<Transfer>(path, most);
      const count = await printItems(context.print, options.output, transferColumns, items);
      if (count === 0) context.tell("No transfers.\n");
      tellCut(context, count, most);
    },
  );
}

function addShow(transfers: Command, context: Context): void {
  withApiOptions(
    transfers.command("show").description("one transfer").argument("<id>", "its id, tr_…", givenId),
  ).action(async (id: string, options: ApiOptions) => {
    const api = await openApi(context, options);
    await printOne(context.print, options.output, transferFacts, await api.get<Transfer>(path(id)));
  });
}

function addFiles(transfers: Command, context: Context): void {
  withApiOptions(
    transfers
      .command("files")
      .description("a transfer's files, by number")
      .argument("<id>", "its id, tr_…", givenId)
      .option("--state <state>", "such as copied or dead_lettered; several with commas")
      .option("--cause <id>", "only files of this cause")
      .option("--search <text>", "part of the key")
      .addOption(limit(IN_TABLE.files)),
  ).action(
    async (
      id: string,
      options: ApiOptions & Partial<Record<"state" | "cause" | "search", string>> & { limit?: number },
    ) => {
      const api = await openApi(context, options);
      const query = { state: options.state, cause: options.cause, q: options.search };
      const most = mostOf(options, IN_TABLE.files);
      const count = await printFiles(context, api, { id, query, most, output: options.output });
      if (count === 0) context.tell("No such files.\n");
      tellCut(context, count, most);
    },
  );
}

type FilesWanted = { id: string; query: Query; most: number; output: OutputFormat };

/** Whoever goes on with them is given all, as a report: a table is for people's eyes. @returns how many were printed */
async function printFiles(context: Context, api: ApiClient, wanted: FilesWanted): Promise<number> {
  const { id, query, most, output } = wanted;
  switch (output) {
    case "table": {
      const items = api.list<TransferFile>(withQuery(`${path(id)}/files`, query), most);
      return await printItems(context.print, output, fileColumns, items);
    }
    case "csv": {
      let count = -1;
      const records = recordsOf(api.download(withQuery(`${path(id)}/report.csv`, query)));
      for await (const record of firstOf(records, most + 1)) {
        context.print(record);
        count += 1;
      }
      return count;
    }
    case "json":
    case "ndjson": {
      const items = itemsOf<TransferFile>(api.download(withQuery(`${path(id)}/report.json`, query)));
      return await printItems(context.print, output, fileColumns, firstOf(items, most));
    }
  }
}

function addCauses(transfers: Command, context: Context): void {
  withApiOptions(
    transfers
      .command("causes")
      .description("what fails in a transfer, who must act, what to do and what to paste")
      .argument("<id>", "its id, tr_…", givenId),
  ).action(async (id: string, options: ApiOptions) => {
    const api = await openApi(context, options);
    const causes: Cause[] = [];
    for await (const cause of api.list<Cause>(`${path(id)}/causes`, 500)) causes.push(cause);
    await printItems(context.print, options.output, causeColumns, causes);
    if (causes.length === 0) context.tell("Nothing fails.\n");
    if (options.output !== "table") return;
    for (const cause of causes.filter(({ state }) => state === "open")) context.print(`\n${tellCause(cause, id)}`);
  });
}

function addWatch(transfers: Command, context: Context): void {
  withApiOptions(
    transfers
      .command("watch")
      .description("follow a transfer until it is over; exit 3 where files need attention")
      .argument("<id>", "its id, tr_…", givenId)
      .option("--timeout <duration>", "such as 10m: give up waiting, exit 124; the transfer goes on", durationMs),
  ).action(async (id: string, options: ApiOptions & { timeout?: number }) => {
    const api = await openApi(context, options);
    const over = await followTransfer(context, api, { id, timeoutMs: options.timeout ?? null, everyMs: 1_000 });
    await printOne(context.print, options.output, transferFacts, over);
    if (codeOfTransfer(over) !== exitCode.done) throw new Exit(codeOfTransfer(over), null);
  });
}

function tellCut(context: Context, count: number, limit: number): void {
  if (count === limit) context.tell(`Only the first ${count} are shown; ask for more with --limit.\n`);
}

/** How many a table shows unless told. */
const IN_TABLE = { transfers: 100, files: 1_000 };

function limit(inTable: number): Option {
  const told = `at most so many (default: ${inTable.toLocaleString("en")} in a table, else all)`;
  return new Option("--limit <n>", told).argParser(positiveInteger);
}

function mostOf({ limit: asked, output }: ApiOptions & { limit?: number }, inTable: number): number {
  return asked ?? (output === "table" ? inTable : Number.MAX_SAFE_INTEGER);
}

function path(id: string): string {
  return `/v1/transfers/${encodeURIComponent(id)}`;
}

type Query = Record<string, string | undefined>;

function withQuery(base: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? base : `${base}?${new URLSearchParams(given)}`;
}
