import { redeliveries } from "@s3mirror/core/redelivery";
import { Argument, type Command, Option } from "commander";
import type { Route } from "../api-types.ts";
import { type ApiOptions, type Context, confirm, openApi } from "../context.ts";
import { type Column, printItems, printOne } from "../output.ts";
import { parseS3Location } from "../s3-location.ts";
import { findVendorId } from "./find-vendor.ts";
import { givenId, withApiOptions } from "./options.ts";
import { addRouteTest } from "./route-test.ts";

type Location = ReturnType<typeof parseS3Location>;
type CreateOptions = ApiOptions & {
  vendor: string;
  name?: string;
  sourceAccount?: string;
  destinationAccount?: string;
  literalSource?: boolean;
  literalDestination?: boolean;
  redelivery?: string;
  allowOverlap?: boolean;
  reason: string;
};
type SwitchOptions = ApiOptions & { reason: string; yes?: boolean; allowOverlap?: boolean };

const columns: Column<Route>[] = [
  { title: "id", raw: (r) => r.id },
  { title: "vendor", raw: (r) => r.vendor?.name },
  { title: "source", raw: (r) => tellPlace(r.source) },
  { title: "destination", raw: (r) => tellPlace(r.destination) },
  { title: "state", raw: tellState },
];
const facts: Column<Route>[] = [
  ...columns.slice(0, 2),
  { title: "name", raw: (r) => r.name },
  ...columns.slice(2),
  { title: "source account", raw: (r) => r.source.accountId },
  { title: "destination account", raw: (r) => r.destination.accountId },
  { title: "redelivery", raw: (r) => r.redelivery },
  {
    title: "may meet",
    raw: (r) => r.overlaps?.map(({ route, by, reason }) => `${route} (${by}: ${reason})`).join(", ") || null,
  },
  {
    title: "last change",
    raw: (r) => r.lastChange && `${r.lastChange.at} by ${r.lastChange.by}: ${r.lastChange.reason}`,
  },
];

const redeliveryOption = new Option(
  "--redelivery <policy>",
  "what its vendor may replace by delivering again (never unless given)",
).choices(redeliveries);

/** `s3mirror routes …`: what is allowed, from where to where, for which vendor. */
export function addRoutes(program: Command, context: Context): void {
  const routes = program.command("routes").description("what is allowed: from where to where, for which vendor");
  withApiOptions(routes.command("list").description("routes, in the order they were made")).action(
    async (options: ApiOptions) => {
      const api = await openApi(context, options);
      const items = api.list<Route>("/v1/routes", Number.MAX_SAFE_INTEGER);
      if ((await printItems(context.print, options.output, columns, items)) === 0) context.tell("No routes.\n");
    },
  );
  addCreate(routes, context);
  addSwitch(routes, context, "disable", "forbid a route: transfers on it pause, nothing is lost");
  addRouteTest(routes, context);
  addSwitch(routes, context, "enable", "allow a route again: its paused transfers go on");
  addRedelivery(routes, context);
}

function addCreate(routes: Command, context: Context): void {
  withApiOptions(
    routes
      .command("create")
      .description("allow a vendor's source to be copied to a destination")
      .argument("<source>", "s3://bucket/folder/", parseS3Location)
      .argument("<destination>", "s3://bucket/folder/", parseS3Location)
      .requiredOption("--vendor <vendor>", "whose source it is: id or name")
      .option("--name <text>", "what people call it")
      .option("--source-account <id>", "the account that owns the source bucket, where the stage's settings do not say")
      .option("--destination-account <id>", "the account that owns the destination bucket, if not this environment's")
      .addOption(redeliveryOption)
      .option("--literal-source", "the source's prefix is text, not a folder")
      .option("--literal-destination", "the destination's prefix is text, not a folder")
      .option("--allow-overlap", "it may meet other routes; --reason says why")
      .requiredOption("--reason <text>", "why, for the record"),
  ).action(async (source: Location, destination: Location, options: CreateOptions) => {
    const api = await openApi(context, options);
    const route = await api.post<Route>("/v1/routes", {
      vendor: await findVendorId(api, options.vendor),
      ...(options.name && { name: options.name }),
      source: {
        ...source,
        ...(options.literalSource && { literal: true }),
        ...(options.sourceAccount && { accountId: options.sourceAccount }),
      },
      destination: {
        ...destination,
        ...(options.literalDestination && { literal: true }),
        ...(options.destinationAccount && { accountId: options.destinationAccount }),
      },
      ...(options.redelivery && { redelivery: options.redelivery }),
      ...(options.allowOverlap && { allowOverlap: true }),
      reason: options.reason,
    });
    await printOne(context.print, options.output, facts, route);
  });
}

function addSwitch(routes: Command, context: Context, verb: "disable" | "enable", description: string): void {
  const command = routes.command(verb).description(description).argument("<id>", "its id, rt_…", givenId);
  if (verb === "disable") command.option("-y, --yes", "do not ask");
  else command.option("--allow-overlap", "it may meet other routes; --reason says why");
  withApiOptions(command.requiredOption("--reason <text>", "why, for the record")).action(
    async (id: string, options: SwitchOptions) => {
      if (verb === "disable") await confirm(context, `Stop everything that is copied on ${id}?`, options.yes);
      const api = await openApi(context, options);
      const path = `/v1/routes/${encodeURIComponent(id)}`;
      const { revision } = await api.get<Route>(path);
      const body = { reason: options.reason, ...(options.allowOverlap && { allowOverlap: true }) };
      const route = await api.post<Route>(`${path}/${verb}`, body, { "if-match": `"${revision}"` });
      await printOne(context.print, options.output, facts, route);
    },
  );
}

function addRedelivery(routes: Command, context: Context): void {
  withApiOptions(
    routes
      .command("redelivery")
      .description("say what its vendor may replace by delivering again")
      .argument("<id>", "its id, rt_…", givenId)
      .addArgument(new Argument("<policy>").choices(redeliveries))
      .requiredOption("--reason <text>", "why, for the record"),
  ).action(async (id: string, redelivery: string, options: ApiOptions & { reason: string }) => {
    const api = await openApi(context, options);
    const path = `/v1/routes/${encodeURIComponent(id)}`;
    const { revision } = await api.get<Route>(path);
    const body = { redelivery, reason: options.reason };
    const route = await api.patch<Route>(path, body, { "if-match": `"${revision}"` });
    await printOne(context.print, options.output, facts, route);
  });
}

function tellPlace({ bucket, prefix }: Location): string {
  return `s3://${bucket}/${prefix}`;
}

function tellState({ enabled, isDeployed }: Route): string {
  return `${enabled ? "on" : "off"}${isDeployed ? "" : ", not deployed"}`;
}
