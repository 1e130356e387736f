import { parseDuration } from "@s3mirror/core/units";
import { type Command, InvalidArgumentError, Option } from "commander";
import { outputFormats } from "../output.ts";

/** -o and --home, on every command that speaks to the API. */
export function withApiOptions(command: Command): Command {
  return command
    .addOption(
      new Option("-o, --output <format>", "how data is printed on stdout").choices(outputFormats).default("table"),
    )
    .option("--home <dir>", "home directory of a local stack (default: .s3mirror)");
}

export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError("Write it with its unit: 90s, 10m or 2h.");
  return ms;
}

/** An id as the API gave it. What is empty (an unset variable of a script) would be another address. */
export function givenId(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It is empty.");
  return text;
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("Write a whole number above 0.");
  return Number(text);
}

export function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

export function collectIntegers(text: string, before: number[] = []): number[] {
  return [...before, ...text.split(",").map(positiveInteger)];
}

export function collectLabels(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Write NAME=VALUE.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
