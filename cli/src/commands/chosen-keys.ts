import { readFile } from "node:fs/promises";
import { parseKeyList } from "@s3mirror/core/key-list";
import type { Context } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";

export type KeyOptions = { key?: string[]; keysFrom?: string; literalSource?: boolean };

const MOST_PROBLEMS = 20;

/**
 * The keys that a command names one by one and in its list; undefined where it names none.
 * @throws Exit where the list cannot be read, with every line that means nothing
 */
export async function chosenKeys(
  context: Context,
  source: { bucket: string; prefix: string },
  options: KeyOptions,
): Promise<string[] | undefined> {
  if (options.keysFrom === undefined) return options.key;
  const from = options.keysFrom === "-" ? "stdin" : options.keysFrom;
  const refuse = (what: string) => new Exit(exitCode.usage, `--keys-from: ${from} ${what}`);
  const bytes = await (options.keysFrom === "-" ? context.readInput() : readFile(from)).catch((error: Error) => {
    throw refuse(`cannot be read (${error.message}).`);
  });
  const text = decode(bytes);
  if (text === null) throw refuse("is not UTF-8.\n  remedy: save the list as UTF-8.");
  const list = parseKeyList(text, source, { literal: options.literalSource ?? false });
  if (list.type === "refused") {
    const told = list.problems.slice(0, MOST_PROBLEMS);
    const lines = told.map(({ line, message, remedy }) => `  line ${line}: ${message}\n    remedy: ${remedy}`);
    const more = list.problems.length - told.length;
    throw refuse(
      ["cannot be taken for a list of keys.", ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n"),
    );
  }
  if (list.keys.length === 0) throw refuse("names no key. Write one whole key a line.");
  return [...(options.key ?? []), ...list.keys];
}

/** Windows' own tools write UTF-16, with its byte order mark. Null where it is no text. */
function decode(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: encoding === "utf-8" }).decode(bytes);
  } catch {
    return null;
  }
}
