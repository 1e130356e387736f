import { resolve } from "node:path";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { applyStatement } from "../demo/apply-statement.ts";
import { playDemo } from "../demo/demo.ts";
import { Exit, exitCode } from "../exit-code.ts";

/** `s3mirror demo`: four scenes; `s3mirror demo grant`: what the laboratory does in the last one. */
export function addDemo(program: Command, context: Context): void {
  const demo = program
    .command("demo")
    .description("watch the fleet move a realistic batch on this machine, in four scenes")
    .option("--exit", "play all four scenes, check every claim, exit 0 or 1")
    .option("--from <dir>", "use the files of your own folder")
    .action(async (options: { exit?: boolean; from?: string }) => {
      const held = await playDemo(context, { exit: options.exit ?? false, from: options.from });
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
}
