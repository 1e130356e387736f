import { type Command, Option } from "commander";
import { apiClient } from "../api-client.ts";
import { findConnection } from "../connection.ts";
import type { ApiOptions, Context } from "../context.ts";
import { printOne } from "../output.ts";
import { makeSignInLink, type Person, roles, type SignInLink } from "../sign-in-link.ts";
import { withApiOptions } from "./options.ts";

const linkColumns = [
  { title: "link", raw: (link: SignInLink) => link.url },
  { title: "expires", raw: (link: SignInLink) => link.expiresAt },
];

/** `s3mirror admin …`: who may use the page. */
export function addAdmin(program: Command, context: Context): void {
  const admin = program.command("admin").description("who may use the page");
  withApiOptions(
    admin
      .command("link")
      .description("a link that lets a person in once; needs an admin's key")
      .requiredOption("--email <address>", "who it is for")
      .option("--name <name>", "how the record and the page call them")
      .addOption(new Option("--role <role>", "what they may do from now on").choices(roles).default("viewer")),
  ).action(async ({ email, name, role, ...options }: Person & ApiOptions) => {
    const connection = await findConnection(context.environment, options.home);
    const api = apiClient(connection, context.signal);
    const link = await makeSignInLink(api, connection, { email, role, ...(name !== undefined && { name }) });
    if (options.output !== "table") return await printOne(context.print, options.output, linkColumns, link);
    context.print(`${link.url}\n`);
    context.tell(`It signs ${email} in as ${role}, once, until ${link.expiresAt}.\n`);
  });
}
