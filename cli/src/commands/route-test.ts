import type { Command } from "commander";
import type { RouteTest } from "../api-types.ts";
import { type ApiOptions, type Context, openApi } from "../context.ts";
import { Exit, type ExitCode, exitCode } from "../exit-code.ts";
import { type Column, printItems, renderTable } from "../output.ts";
import { givenId, withApiOptions } from "./options.ts";

const words = { held: "held", not_held: "not held", cannot_tell: "cannot tell" };

const columns: Column<RouteTest["statements"][number]>[] = [
  { title: "side", raw: (s) => s.side },
  { title: "statement", raw: (s) => s.statement },
  { title: "action", raw: (s) => s.action },
  { title: "verdict", raw: (s) => s.verdict, tell: (s) => words[s.verdict] },
  { title: "told", raw: (s) => s.told },
];

/** `s3mirror routes test`: whether a route's policies hold, asked of S3 now. */
export function addRouteTest(routes: Command, context: Context): void {
  withApiOptions(
    routes
      .command("test")
      .description("ask S3 whether a route's policies hold; ends with 3 where one does not")
      .argument("<id>", "its id, rt_…", givenId),
  ).action(async (id: string, options: ApiOptions) => {
    const api = await openApi(context, options);
    const test = await api.post<RouteTest>(`/v1/routes/${encodeURIComponent(id)}/test`, {});
    if (options.output === "json") context.print(`${JSON.stringify(test, null, 2)}\n`);
    else if (options.output === "table") context.print(testTable(test));
    else await printItems(context.print, options.output, columns, test.statements);
    const code = codeOfTest(test);
    if (code !== exitCode.done) throw new Exit(code, tellVerdict(test));
  });
}

/** Statement by statement. */
export function testTable({ statements }: RouteTest): string {
  return `${renderTable(columns, statements)}\n`;
}

/** What a test says to a script: 0 only where the policies hold. */
export function codeOfTest({ verdict }: RouteTest): ExitCode {
  return verdict === "held" ? exitCode.done : exitCode.needsAttention;
}

function tellVerdict({ verdict }: RouteTest): string {
  return verdict === "not_held"
    ? "A statement does not hold: nothing can be copied on this route yet."
    : "It cannot be told whether the policies hold; the table says what was not answered.";
}
