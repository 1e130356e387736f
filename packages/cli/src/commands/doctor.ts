import { tellDuration } from "@s3mirror/core/units";
import type { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { apiClient } from "../api-client.ts";
import type { Check, Health } from "../api-types.ts";
import { findConnection } from "../connection.ts";
import type { ApiOptions, Context } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { type Column, printItems } from "../output.ts";
import { withApiOptions } from "./options.ts";

/** AWS refuses signed requests from 5 minutes of skew on. */
const MOST_SKEW_MS = 30_000;

const columns: Column<Check>[] = [
  { title: "check", raw: (check) => check.name },
  { title: "state", raw: (check) => check.state },
  { title: "message", raw: (check) => check.message },
  { title: "nextStep", raw: (check) => check.nextStep },
];

/** `s3mirror doctor`: one screen that says whether the house is well. Exit 1 where something is bad. */
export function addDoctor(program: Command, context: Context): void {
  withApiOptions(
    program
      .command("doctor")
      .description(
        "how the house is, line by line, each trouble with its next step; needs an operator's or admin's key",
      ),
  ).action(async (options: ApiOptions) => {
    const checks = await examine(context, options);
    if (options.output === "table") for (const check of checks) context.print(tell(check, context.inColour));
    else await printItems(context.print, options.output, columns, checks);
    if (checks.some(({ state }) => state === "bad")) throw new Exit(exitCode.error, null);
  });
}

async function examine(context: Context, options: ApiOptions): Promise<Check[]> {
  const connection = await findConnection(context.environment, options.home);
  const api = apiClient(connection, context.signal);
  const askedMs = Date.now();
  try {
    const health = await api.get<Health>("/v1/health");
    return [...judgeMeeting(connection.url, health, askedMs, Date.now()), ...health.checks];
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    if (error.code === exitCode.notAuthorised) throw new Exit(error.code, `${error.told}\n${lostKey}`);
    if (error.code !== exitCode.error) throw error;
    return [{ name: "api", state: "bad", message: error.told ?? "does not answer", nextStep: noAnswer }];
  }
}

const noAnswer =
  "Look at the coordinator's service and its log: does it run, and does the load balancer find it healthy? Transfers under way go on without it.";
const lostKey =
  "  If no administrator's key is left: s3mirror admin link --ledger RESOURCE_ARN,SECRET_ARN, with AWS credentials that may ask the ledger.";

/** What only shows where both ends are known: releases and clocks. */
function judgeMeeting(url: string, health: Health, askedMs: number, answeredMs: number): Check[] {
  const { version, stage, asOf } = health;
  const answers = `answers in ${answeredMs - askedMs} ms at ${url}; stage ${stage}, release ${version}`;
  const isSame = packageJson.version === version;
  const met: Check[] = [
    {
      name: "api",
      state: isSame ? "good" : "needs_attention",
      message: isSame ? answers : `${answers}; this command is ${packageJson.version}`,
      nextStep: isSame ? null : `Use the command of release ${version}.`,
    },
  ];
  // It looked for a while before it noted the time: that much ahead is no skew.
  const aheadMs = Date.parse(asOf) - answeredMs;
  const skewMs = aheadMs > 0 ? aheadMs : Math.max(0, askedMs - Date.parse(asOf));
  if (skewMs > MOST_SKEW_MS) {
    met.push({
      name: "this clock",
      state: "bad",
      message: `${tellDuration(skewMs)} ${aheadMs > 0 ? "behind" : "ahead of"} the API's`,
      nextStep: "Correct this machine's clock: AWS refuses what it signs from 5 minutes on.",
    });
  }
  return met;
}

const words = { good: "good", needs_attention: "look", bad: "BAD" } as const;
const colours = { good: 32, needs_attention: 33, bad: 31 } as const;

function tell({ name, state, message, nextStep }: Check, inColour: boolean): string {
  const word = words[state].padEnd(5);
  const shown = inColour ? `\u001b[${colours[state]}m${word}\u001b[0m` : word;
  const next = nextStep === null ? "" : `${" ".repeat(18)}next: ${nextStep}\n`;
  return `${shown} ${name.padEnd(11)} ${message}\n${next}`;
}
