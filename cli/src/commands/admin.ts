import { type Command, Option } from "commander";
import { apiClient } from "../api-client.ts";
import { breakGlass } from "../break-glass.ts";
import { findConnection } from "../connection.ts";
import type { ApiOptions, Context } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { printOne } from "../output.ts";
import { makeSignInLink, type Person, roles, type SignInLink } from "../sign-in-link.ts";
import { withApiOptions } from "./options.ts";

const linkColumns = [
  { title: "link", raw: (link: SignInLink) => link.url },
  { title: "expires", raw: (link: SignInLink) => link.expiresAt },
];

type LinkOptions = ApiOptions & { breakGlass?: true } & Partial<
    Record<"ledger" | "ledgerSecret" | "page" | "reason", string>
  > & {
    database: string;
  };

/** `s3mirror admin …`: who may use the page. */
export function addAdmin(program: Command, context: Context): void {
  const admin = program.command("admin").description("who may use the page");
  withApiOptions(
    admin
      .command("link")
      .description("a link that lets a person in once; needs an admin's key, or --break-glass")
      .requiredOption("--email <address>", "who it is for")
      .option("--name <name>", "how the record and the page call them")
      .addOption(new Option("--role <role>", "what they may do from now on").choices(roles).default("viewer"))
      .option("--break-glass", "past the API, with AWS credentials: the first administrator, or when nobody else can")
      .option("--ledger <arn>", "with --break-glass: the database cluster, as the deploy prints it")
      .option("--ledger-secret <arn>", "with --break-glass: the secret to sign in to it with, as the deploy prints it")
      .option("--database <name>", "with --break-glass: the database's name", "s3mirror")
      .option("--page <url>", "with --break-glass: where people open the page")
      .option("--reason <text>", "with --break-glass: why, for the audit log"),
  ).action(async ({ email, name, role, ...options }: Person & LinkOptions) => {
    const link = await makeLink({ email, role, ...(name !== undefined && { name }) }, options, context);
    if (options.output !== "table") return await printOne(context.print, options.output, linkColumns, link);
    context.print(`${link.url}\n`);
    context.tell(`It signs ${email} in as ${role}, once, until ${link.expiresAt}.\n`);
    if (!link.isPageKnown) {
      context.tell(
        "Nobody told the API where its page is: put the page's address before /sign-in (up --no-web has none).\n",
      );
    }
  });
}

async function makeLink(person: Person, options: LinkOptions, context: Context): Promise<SignInLink> {
  if (options.breakGlass !== true) {
    const past = (["ledger", "ledgerSecret", "page", "reason"] as const).find((name) => options[name] !== undefined);
    if (past !== undefined) {
      const option = past.replace("S", "-s");
      throw new Exit(exitCode.usage, `--${option} is for --break-glass: give that as well, or leave --${option} out.`);
    }
    const connection = await findConnection(context.environment, options.home);
    return await makeSignInLink(apiClient(connection, context.signal), connection, person);
  }
  const { ledger, ledgerSecret, page, reason, database } = options;
  if (!ledger || !ledgerSecret || !page || !reason?.trim()) {
    throw new Exit(
      exitCode.usage,
      "--break-glass needs --ledger, --ledger-secret, --page and --reason. The deploy prints the first three as ledger, ledgerSecret and url; the reason stands in the audit log.",
    );
  }
  return await breakGlass(person, { ledger, ledgerSecret, page, database, reason: reason.trim() });
}
