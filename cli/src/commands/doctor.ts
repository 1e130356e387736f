import { tellCount } from "@s3mirror/core/units";
import type { Command } from "commander";
import type { Check } from "../api-types.ts";
import { findConnection } from "../connection.ts";
import type { ApiOptions, Context } from "../context.ts";
import { examine } from "../doctor/examine.ts";
import { Exit, type ExitCode, exitCode } from "../exit-code.ts";
import { type Column, printItems } from "../output.ts";
import { withApiOptions } from "./options.ts";

const columns: Column<Check>[] = [
  { title: "check", raw: (check) => check.name },
  { title: "state", raw: (check) => check.state },
  { title: "message", raw: (check) => check.message },
  { title: "nextStep", raw: (check) => check.nextStep },
];

/** `s3mirror doctor`: one screen that says whether the house is well, and what to do where it is not. */
export function addDoctor(program: Command, context: Context): void {
  withApiOptions(
    program
      .command("doctor")
      .summary("how the house is, each trouble with its next step")
      .description(
        "how the house is, line by line, each trouble with its next step; needs an operator's or admin's key\n" +
          "exit code: 0 all is well, 3 somebody should look, 1 something is bad, 4 the key is not accepted",
      ),
  ).action(async (options: ApiOptions) => {
    const connection = await findConnection(context.environment, options.home);
    const { checks, isLetIn } = await examine(connection, { signal: context.signal, nowMs: Date.now });
    if (options.output === "table") {
      for (const check of checks) context.print(tell(check, context.inColour));
      context.print(`\n${sumUp(checks)}\n`);
    } else await printItems(context.print, options.output, columns, checks);
    const code = isLetIn ? judge(checks) : exitCode.notAuthorised;
    if (code !== exitCode.done) throw new Exit(code, null);
  });
}

function judge(checks: Check[]): ExitCode {
  if (checks.some(({ state }) => state === "bad")) return exitCode.error;
  return checks.every(({ state }) => state === "good") ? exitCode.done : exitCode.needsAttention;
}

function sumUp(checks: Check[]): string {
  const count = (wanted: Check["state"]) => checks.filter(({ state }) => state === wanted).length;
  const [bad, look] = [count("bad"), count("needs_attention")];
  if (bad + look === 0) return "All is well.";
  const found = [bad > 0 && `${tellCount(bad, "line")} BAD`, look > 0 && `${tellCount(look, "line")} to look at`];
  return `${found.filter(Boolean).join(", ")}. No file is lost by waiting. What each line means: docs/operations.md#doctor`;
}

const words = { good: "good", needs_attention: "look", bad: "BAD" } as const;
const colours = { good: 32, needs_attention: 33, bad: 31 } as const;

function tell({ name, state, message, nextStep }: Check, inColour: boolean): string {
  const word = words[state].padEnd(5);
  const shown = inColour ? `\u001b[${colours[state]}m${word}\u001b[0m` : word;
  const next = nextStep === null ? "" : `${" ".repeat(18)}next: ${nextStep}\n`;
  return `${shown} ${name.padEnd(11)} ${message}\n${next}`;
}
