import { roles, scopes } from "@s3mirror/core/caller-roles";
import { type Command, Option } from "commander";
import type { ApiClient } from "../api-client.ts";
import type { ApiKey, MadeApiKey } from "../api-types.ts";
import { type ApiOptions, type Context, confirm, openApi } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { type Column, printItems, printOne } from "../output.ts";
import { withLink } from "../sign-in.ts";
import { findVendorId } from "./find-vendor.ts";
import { collect, givenId, positiveInteger, withApiOptions } from "./options.ts";

const columns: Column<ApiKey>[] = [
  { title: "id", raw: (k) => k.id },
  { title: "name", raw: (k) => k.name },
  { title: "role", raw: (k) => k.role },
  { title: "scopes", raw: (k) => k.scopes.join(" ") },
  { title: "whose", raw: (k) => k.vendor?.name ?? k.person?.email ?? "a system of ours" },
  { title: "state", raw: (k) => k.state },
  { title: "ends", raw: (k) => k.expiresAt },
  { title: "last used", raw: (k) => k.lastUsedAt && `${k.lastUsedAt} from ${k.lastUsedFrom}` },
];
const madeColumns: Column<MadeApiKey>[] = [{ title: "key", raw: (k) => k.secret }, ...columns.slice(0, 7)];

type CreateOptions = ApiOptions & {
  role: string;
  vendor?: string;
  person?: string;
  scope?: string[];
  days?: number;
  reason?: string;
  link?: string;
};
type RotateOptions = ApiOptions & { overlapHours?: number; days?: number; reason?: string };

/** `s3mirror keys …`: who may use the API, and for how long. */
export function addKeys(program: Command, context: Context): void {
  const keys = program.command("keys").description("API keys: of vendors' systems, of ours, of people");
  addCreate(keys, context);
  withApiOptions(
    keys
      .command("list")
      .description("the keys that live, the newest first; never a secret")
      .option("--vendor <vendor>", "one vendor's: id or name")
      .option("--all", "those that have ended or were revoked, too"),
  ).action(async (options: ApiOptions & { vendor?: string; all?: true }) => {
    const api = await openApi(context, options);
    const vendor = options.vendor && `&vendor=${encodeURIComponent(await findVendorId(api, options.vendor))}`;
    const path = `/v1/api-keys?state=${options.all ? "any" : "live"}${vendor ?? ""}`;
    const items = api.list<ApiKey>(path, Number.MAX_SAFE_INTEGER);
    if ((await printItems(context.print, options.output, columns, items)) === 0) context.tell("No keys.\n");
  });
  addRotate(keys, context);
  withApiOptions(
    keys
      .command("revoke")
      .description("end a key now: it changes nothing from now on, and reads nothing after 5 s")
      .argument("<id>", "the middle part of the key: s3m_ID_…", givenId)
      .option("--reason <text>", "why, for the record")
      .option("-y, --yes", "do not ask"),
  ).action(async (id: string, options: ApiOptions & { reason?: string; yes?: boolean }) => {
    const api = await openApi(context, options);
    const path = `/v1/api-keys/${encodeURIComponent(id)}`;
    const { name } = await api.get<ApiKey>(path);
    await confirm(context, `End the key ${id} of ${name}? Whoever uses it is refused from now on.`, options.yes);
    await api.delete(options.reason ? `${path}?reason=${encodeURIComponent(options.reason)}` : path);
    await printOne(context.print, options.output, columns, await api.get<ApiKey>(path));
  });
}

function addCreate(keys: Command, context: Context): void {
  withApiOptions(
    keys
      .command("create")
      .description("make a key; its secret is printed this once and is kept nowhere")
      .argument("<name>", "what it is for, such as the system that uses it")
      .addOption(new Option("--role <role>", "what it may do").choices(roles).makeOptionMandatory())
      .option("--vendor <vendor>", "whose it is, with vendor_viewer and vendor_admin: id or name")
      .option("--person <email>", "whose it is, where it is a person's; a system of ours has none")
      .option(
        "--scope <scope>",
        `${scopes.join(" or ")}; may be given again (default: all that the role uses)`,
        collect,
      )
      .option("--days <number>", "how long it lasts (180; at most 366)", positiveInteger)
      .option("--reason <text>", "why, for the record")
      .option("--link <url>", "sign in with this one-time link, where there is no key yet; the key is its person's"),
  ).action(async (name: string, options: CreateOptions) => {
    const made =
      options.link === undefined
        ? await createKey(await openApi(context, options), name, options)
        : await withLink(options.link, context.signal, (api, { email }) =>
            createKey(api, name, options.vendor === undefined ? { person: email, ...options } : options),
          );
    await printMade(context, options, made);
  });
}

async function createKey(api: ApiClient, name: string, options: CreateOptions): Promise<MadeApiKey> {
  return await api.post<MadeApiKey>("/v1/api-keys", {
    name,
    role: options.role,
    ...(options.vendor && { vendor: await findVendorId(api, options.vendor) }),
    ...(options.person && { person: options.person }),
    ...(options.scope && { scopes: options.scope }),
    ...endOf(options.days),
    ...(options.reason && { reason: options.reason }),
  });
}

function addRotate(keys: Command, context: Context): void {
  withApiOptions(
    keys
      .command("rotate")
      .description("make the key that replaces this one; both live for a while")
      .argument("<id>", "the middle part of the key: s3m_ID_…", givenId)
      .option("--overlap-hours <number>", "how long the key before lives on (168)", positiveInteger)
      .option("--days <number>", "how long the new one lasts (180; at most 366)", positiveInteger)
      .option("--reason <text>", "why, for the record"),
  ).action(async (id: string, options: RotateOptions) => {
    const api = await openApi(context, options);
    const path = `/v1/api-keys/${encodeURIComponent(id)}`;
    const made = await api.post<MadeApiKey>(`${path}/rotate`, {
      ...(options.overlapHours && { overlapHours: options.overlapHours }),
      ...endOf(options.days),
      ...(options.reason && { reason: options.reason }),
    });
    await printMade(context, options, made);
    const { expiresAt } = await api.get<ApiKey>(path);
    context.tell(`The key before, ${id}, lives until ${expiresAt}. Put the new one in its place before that.\n`);
  });
}

async function printMade(context: Context, options: ApiOptions, made: MadeApiKey): Promise<void> {
  refuseWithoutSecret(made);
  if (options.output !== "table") return await printOne(context.print, options.output, madeColumns, made);
  context.print(`${made.secret}\n`);
  context.tell(
    `${made.name}: ${made.role}, ${made.scopes.join(" ")}, until ${made.expiresAt}. It is shown this once.\n`,
  );
}

/** A lost answer is asked for again, and then has no secret. @throws Exit with what to do */
export function refuseWithoutSecret({ id, secret }: MadeApiKey): void {
  if (secret !== null) return;
  throw new Exit(
    exitCode.error,
    `The key ${id} was made, but its secret was lost with the first answer.\n  remedy: s3mirror keys revoke ${id}, then give the same command again.`,
  );
}

function endOf(days: number | undefined): { expiresAt?: string } {
  return days === undefined ? {} : { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() };
}
