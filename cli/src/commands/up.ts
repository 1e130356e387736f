import { once } from "node:events";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { apiClient } from "../api-client.ts";
import type { Context } from "../context.ts";
import { readFirstPort } from "../first-port.ts";
import { startLocalStack } from "../local-stack.ts";
import { makeSignInLink, type Person } from "../sign-in-link.ts";

const localAdmin: Person = { email: "admin@localhost", name: "Local admin", role: "admin" };

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
      const port = readFirstPort(context.environment);
      context.tell(`Starting S3Mirror in ${home}\n`);
      const stack = await startLocalStack(
        context,
        {
          homeDir: home,
          services: { web: options.web },
          ...(options.fleet && { fleet: options.fleet }),
          ...(port !== undefined && { port }),
        },
        (line) => context.tell(`${line}\n`),
      );
      // Commands for another home than the usual one have to name it.
      const at = options.home === undefined ? "" : ` --home ${JSON.stringify(options.home)}`;
      try {
        const { web, api, s3, adminApiKey } = stack.endpoints;
        if (web !== null) {
          const connection = { url: api, apiKey: adminApiKey };
          const { url } = await makeSignInLink(apiClient(connection, context.signal), connection, localAdmin);
          context.print(`page     ${web}\n`);
          context.print(`sign in  ${url}\n`);
          context.print(
            `         once; for another link: npx s3mirror admin link --email ${localAdmin.email} --role admin${at}\n`,
          );
        }
        context.print(`API      ${api} (its reference: ${api}/docs)\n`);
        context.print(`S3       ${s3}\n`);
        context.print(`keys     ${join(home, "endpoints.json")}\n`);
        context.print(`try      npx s3mirror transfers list${at}\n`);
        context.print("stop     Ctrl-C; what it holds stays for the next start\n");
        if (!context.signal.aborted) await once(context.signal, "abort");
      } finally {
        context.tell("Stopping.\n");
        await stack.close();
      }
    });
}

function parseFleet(text: string): Fleet {
  const match = /^(\d+):(\d+)$/.exec(text);
  const [min, max] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || max < 1 || min > max) throw new InvalidArgumentError("Write MIN:MAX, such as 0:8.");
  return { min, max };
}
