import { once } from "node:events";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { readEndpoints } from "../connection.ts";
import type { Context } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { startLocalStack } from "../local-stack.ts";

type Fleet = { min: number; max: number };

/** `s3mirror up`: the local stack in the foreground; Ctrl-C ends all of it. */
export function addUp(program: Command, context: Context): void {
  program
    .command("up")
    .description("run the whole of S3Mirror on this machine, until Ctrl-C")
    .option("--no-web", "without the page")
    .option("--fleet <min:max>", "how many copiers at least and at most", parseFleet)
    .option("--home <dir>", "where it keeps its data (default: .s3mirror)")
    .action(async (options: { web: boolean; fleet?: Fleet; home?: string }) => {
      const home = resolve(options.home ?? context.environment.S3MIRROR_HOME ?? ".s3mirror");
      const port = readPort(context.environment.S3MIRROR_PORT);
      context.tell(`Starting S3Mirror in ${home}\n`);
      const stack = await startLocalStack({
        homeDir: home,
        ...(options.fleet && { fleet: options.fleet }),
        ...(port !== undefined && { port }),
      });
      try {
        const endpoints = await readEndpoints(home);
        context.print(`API    ${endpoints?.api ?? "?"} (its reference: ${endpoints?.api ?? ""}/docs)\n`);
        if (endpoints?.web) context.print(`page   ${endpoints.web}\n`);
        context.print(`S3     ${endpoints?.s3 ?? "?"}\n`);
        context.print(`keys   ${join(home, "endpoints.json")}\n`);
        context.print("try    npx s3mirror transfers list\n");
        context.print("stop   Ctrl-C; what it holds stays for the next start\n");
        if (!context.signal.aborted) await once(context.signal, "abort");
      } finally {
        context.tell("Stopping.\n");
        await stack.close();
      }
    });
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^\d+$/.test(text) || Number(text) > 65_000) {
    throw new Exit(
      exitCode.usage,
      `S3MIRROR_PORT is not a port: ${text}. It is the first of eight in a row; 0 takes free ones.`,
    );
  }
  return Number(text);
}

function parseFleet(text: string): Fleet {
  const match = /^(\d+):(\d+)$/.exec(text);
  const [min, max] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || max < 1 || min > max) throw new InvalidArgumentError("Write MIN:MAX, such as 0:8.");
  return { min, max };
}
