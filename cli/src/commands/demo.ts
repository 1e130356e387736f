import { resolve } from "node:path";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { applyStatement } from "../demo/apply-statement.ts";
import { checkClaims } from "../demo/check-claims.ts";
import { claims } from "../demo/claims.ts";
import { playDemo } from "../demo/demo.ts";
import { readEvidence } from "../demo/evidence.ts";
import { openDoors } from "../demo/stage.ts";
import { Exit, exitCode } from "../exit-code.ts";

/** `s3mirror demo`: four scenes; `demo grant`: what the laboratory does in the last one; `demo check`: the claims again. */
export function addDemo(program: Command, context: Context): void {
  const demo = program
    .command("demo")
    .description("watch the fleet move a realistic batch on this machine, in four scenes")
    .option("--exit", "play all four scenes, check every claim, exit 0 or 1")
    .option("--from <dir>", "use the files of your own folder")
    .option("--no-web", "without the page")
    .action(async (options: { exit?: boolean; from?: string; web: boolean }) => {
      const held = await playDemo(context, { exit: options.exit ?? false, from: options.from, web: options.web });
      if (!held) throw new Exit(exitCode.error, null);
    });
  demo
    .command("grant")
    .description("as the laboratory of a running demo: add the statement of a transfer's cause to its bucket's policy")
    .argument("<transfer>")
    .requiredOption("--home <dir>", "the running demo's home directory")
    .action(async (id: string, options: { home: string }) => {
      await applyStatement({ home: resolve(options.home), transferId: id, signal: context.signal });
      context.print("The laboratory's bucket policy now has the statement.\n");
    });
  demo
    .command("check")
    .description(
      "check the claims of a running demo that was remedied, exit 0 or 1: break something and see it noticed",
    )
    .argument("[claims...]", "their names (default: all)")
    .requiredOption("--home <dir>", "the running demo's home directory")
    .action(async (names: string[], options: { home: string }) => {
      const unknown = names.find((name) => !claims.some((claim) => claim.name === name));
      if (unknown !== undefined) {
        const known = claims.map(({ name }) => name).join(", ");
        throw new Exit(exitCode.usage, `The demo does not claim ${unknown}. It claims: ${known}.`);
      }
      const home = resolve(options.home);
      const doors = await openDoors(home, context.signal);
      const tell = (line: string) => context.print(`${line}\n`);
      if (!(await checkClaims(doors, await readEvidence(home), { names, tell }))) throw new Exit(exitCode.error, null);
    });
}
