import { folderOf } from "@s3mirror/core/folder-prefix";
import { type Command, Option } from "commander";
import type { Transfer } from "../api-types.ts";
import { type ApiOptions, type Context, openApi } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { codeOfTransfer, followTransfer } from "../follow.ts";
import { printOne } from "../output.ts";
import { parseS3Location } from "../s3-location.ts";
import { transferFacts } from "../transfer-columns.ts";
import { chosenKeys, type KeyOptions } from "./chosen-keys.ts";
import { collect, collectLabels, durationMs, withApiOptions } from "./options.ts";

type Location = { bucket: string; prefix: string };
type Options = ApiOptions &
  KeyOptions & {
    literalDestination?: boolean;
    name?: string;
    reference?: string;
    label?: Record<string, string>;
    route?: string;
    overwrite?: string;
    idempotencyKey?: string;
    wait?: boolean;
    timeout?: number;
  };

/** `transfers create SOURCE [DESTINATION]`: prints the transfer's id (or all of it), with --wait once it is over. */
export function addCreate(transfers: Command, context: Context): void {
  withApiOptions(
    transfers
      .command("create")
      .description("move a folder, one object, or the keys you name")
      .argument("<source>", "s3://bucket/folder/, or s3://bucket/object", parseS3Location)
      .argument(
        "[destination]",
        "s3://bucket/folder/; may be left out where one route covers the source",
        parseS3Location,
      )
      .option("--key <key>", "a whole key to move, instead of all in the folder; may be repeated", collect)
      .option("--keys-from <file>", "a list, one key a line, - for stdin: keys, s3://, aws s3 ls, md5sum")
      .option("--literal-source", "the source's prefix, and keys, are text as they stand")
      .option("--literal-destination", "the destination's prefix is text as it stands")
      .option("--name <text>", "what people call it")
      .option("--reference <text>", "your own number for it")
      .option("--label <name=value>", "to find it by; may be repeated", collectLabels)
      .option("--route <id>", "the route it takes")
      .addOption(
        new Option("--overwrite <policy>", "what to do where another object stands").choices([
          "never",
          "if_different",
          "always",
        ]),
      )
      .option("--idempotency-key <text>", "the same key and request again: the same transfer, not a second one")
      .option("--wait", "follow it until it is over; exit 3 where files need attention")
      .option(
        "--timeout <duration>",
        "with --wait, such as 10m: give up waiting, exit 124; the transfer goes on",
        durationMs,
      ),
  ).action(async (source: Location, destination: Location | undefined, options: Options) => {
    if (options.timeout !== undefined && !options.wait) {
      throw new Exit(exitCode.usage, "--timeout says how long to wait: give --wait as well, or leave it out.");
    }
    const keys = await chosenKeys(context, source, options);
    const api = await openApi(context, options, options.idempotencyKey);
    const created = await api.post<Transfer>("/v1/transfers", {
      source: { ...whatToMove(source, keys, options), ...(options.literalSource && { literal: true }) },
      ...(destination && {
        destination: { ...destination, ...(options.literalDestination && { literal: true }) },
      }),
      ...(options.name && { name: options.name }),
      ...(options.reference && { reference: options.reference }),
      ...(options.label && { labels: options.label }),
      ...(options.route && { route: options.route }),
      ...(options.overwrite && { options: { overwrite: options.overwrite } }),
    });
    if (!options.wait) {
      if (options.output === "table") context.print(`${created.id}\n`);
      else await printOne(context.print, options.output, transferFacts, created);
      return;
    }
    context.tell(`${created.id} accepted\n`);
    const over = await followTransfer(context, api, {
      id: created.id,
      timeoutMs: options.timeout ?? null,
      everyMs: 500,
    });
    await printOne(context.print, options.output, transferFacts, over);
    if (codeOfTransfer(over) !== exitCode.done) throw new Exit(codeOfTransfer(over), null);
  });
}

/** An address that ends in no `/` is one object, which keeps its name below the destination. */
function whatToMove(source: Location, keys: string[] | undefined, { literalSource }: Options) {
  const { bucket, prefix } = source;
  if (keys !== undefined) return { bucket, ...(prefix && { prefix }), keys };
  if (literalSource || prefix === "" || prefix.endsWith("/")) return source;
  const folder = folderOf(prefix);
  return { bucket, ...(folder && { prefix: folder }), keys: [prefix] };
}
