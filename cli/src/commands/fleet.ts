import type { Command } from "commander";
import { type ApiOptions, type Context, confirm, openApi } from "../context.ts";
import { type Column, printOne } from "../output.ts";
import { withApiOptions } from "./options.ts";

type Fleet = Record<string, unknown>;

/** What a person reads; the other formats have every field under its own name. */
const facts: Column<Fleet>[] = [
  {
    title: "brake",
    raw: (f) => (f.pausedBy === null ? "off" : `on since ${f.pausedAt}, by ${f.pausedBy}: ${f.pausedReason}`),
  },
  {
    title: "copiers",
    raw: (f) =>
      `${f.running} running, ${f.pending} starting, ${told(f.copiers)} at work; ${f.desired} wanted, ${f.min} to ${f.max} allowed`,
  },
  { title: "files", raw: (f) => `${f.waiting} wait, ${f.working} are worked on` },
  { title: "transfers", raw: (f) => `${f.openTransfers} open` },
];

/** `s3mirror fleet …`: how many copiers, and the brake that stops new parts everywhere within 10 s. */
export function addFleet(program: Command, context: Context): void {
  const fleet = program.command("fleet").description("the copiers, and the brake");
  withApiOptions(fleet.command("show").description("how many copiers run, and what waits")).action(
    async (options: ApiOptions) =>
      await show(context, options, await (await openApi(context, options)).get("/v1/fleet")),
  );
  for (const verb of ["pause", "resume"] as const) {
    const command = fleet
      .command(verb)
      .description(verb === "pause" ? "the brake: stop all copying within 10 s; loses nothing" : "release the brake");
    if (verb === "pause") command.option("-y, --yes", "do not ask");
    withApiOptions(command.option("--reason <text>", "why, for the record")).action(
      async (options: ApiOptions & { reason?: string; yes?: boolean }) => {
        if (verb === "pause") await confirm(context, "Stop all copying, of all transfers?", options.yes);
        const api = await openApi(context, options);
        await api.post(`/v1/fleet/${verb}`, { reason: options.reason ?? "asked for on the command line" });
        await show(context, options, await api.get("/v1/fleet"));
      },
    );
  }
}

async function show(context: Context, options: ApiOptions, fleet: Fleet): Promise<void> {
  const fields: Column<Fleet>[] = Object.keys(fleet).map((title) => ({
    title,
    raw: (item: Fleet) => told(item[title]),
  }));
  await printOne(context.print, options.output, options.output === "table" ? facts : fields, fleet);
}

/** Lists (the copiers) are told by how many of them are alive; `-o json` has them whole. */
function told(value: unknown): string | number | null {
  if (Array.isArray(value)) return value.filter((one: { alive?: boolean }) => one.alive !== false).length;
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  return typeof value === "boolean" ? (value ? "yes" : "no") : JSON.stringify(value);
}
