import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addAdmin } from "./commands/admin.ts";
import { addAlerts } from "./commands/alerts.ts";
import { addDemo } from "./commands/demo.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addFleet } from "./commands/fleet.ts";
import { addKeys } from "./commands/keys.ts";
import { addRoutes } from "./commands/routes.ts";
import { addTransfers } from "./commands/transfers.ts";
import { addUp } from "./commands/up.ts";
import { addVendors } from "./commands/vendors.ts";
import type { Context } from "./context.ts";
import { Exit, type ExitCode, exitCode } from "./exit-code.ts";
import { addHelp } from "./help.ts";

/** Runs one command line (without `node` and the script). @returns the process's exit code; it never throws. */
export async function run(context: Context, argv: readonly string[]): Promise<ExitCode> {
  try {
    await program(context).parseAsync([...argv], { from: "user" });
    return exitCode.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    if (context.signal.aborted) return exitCode.interrupted;
    if (error instanceof Exit) {
      if (error.told !== null) context.tell(`${error.told}\n`);
      return error.code;
    }
    context.tell(`${error instanceof Error ? error.message : String(error)}\n`);
    return exitCode.error;
  }
}

function program(context: Context): Command {
  const root = new Command("s3mirror")
    .description("Moves sequencing batches between S3 buckets.")
    .exitOverride()
    .configureOutput({
      writeOut: context.print,
      writeErr: context.tell,
      // Our sentence says what is wrong with the argument; commander's before it says so at length.
      outputError: (text, write) =>
        write(text.replace(/^error: command-argument value .* is invalid for argument '(\w+)'\. /s, "error: <$1>: ")),
    })
    .version(packageJson.version, "-V, --version", "the release of this command");
  addUp(root, context);
  addDemo(root, context);
  addTransfers(root, context);
  addFleet(root, context);
  addAlerts(root, context);
  addVendors(root, context);
  addRoutes(root, context);
  addKeys(root, context);
  addAdmin(root, context);
  addDoctor(root, context);
  addHelp(root);
  return root;
}
