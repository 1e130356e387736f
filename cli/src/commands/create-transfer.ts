import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { Transfer } from "../api-types.ts";
import { type ApiOptions, type Context, openApi } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { codeOfTransfer, followTransfer } from "../follow.ts";
import { printOne } from "../output.ts";
import { parseS3Location } from "../s3-location.ts";
import { transferFacts } from "../transfer-columns.ts";
import { collect, collectLabels, durationMs, withApiOptions } from "./options.ts";

type Location = { bucket: string; prefix: string };
type Options = ApiOptions & {
  key?: string[];
  keysFrom?: string;
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
      .description("move what stands under a prefix, or the keys you name")
      .argument("<source>", "s3://bucket/prefix", parseS3Location)
      .argument(
        "[destination]",
        "s3://bucket/prefix; may be left out where one route covers the source",
        parseS3Location,
      )
      .option("--key <key>", "a whole key to move, instead of all under the prefix; may be repeated", collect)
      .option("--keys-from <file>", "a text file with one whole key a line")
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
    const keys = await chosenKeys(options);
    const api = await openApi(context, options, options.idempotencyKey);
    const created = await api.post<Transfer>("/v1/transfers", {
      source:
        keys === undefined ? source : { bucket: source.bucket, ...(source.prefix && { prefix: source.prefix }), keys },
      ...(destination && { destination }),
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

async function chosenKeys(options: Options): Promise<string[] | undefined> {
  if (options.keysFrom === undefined) return options.key;
  const text = await readFile(options.keysFrom, "utf8").catch((error: Error) => {
    throw new Exit(exitCode.usage, `--keys-from: ${options.keysFrom} cannot be read (${error.message}).`);
  });
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  if (lines.length === 0) {
    throw new Exit(exitCode.usage, `--keys-from: ${options.keysFrom} names no key. Write one whole key a line.`);
  }
  return [...(options.key ?? []), ...lines];
}
