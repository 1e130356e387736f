import { tellCount } from "@s3mirror/core/units";
import type { Command } from "commander";
import type { ApiClient } from "../api-client.ts";
import { type ApiOptions, type Context, openApi } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { type Column, printItems, printOne } from "../output.ts";
import { withApiOptions } from "./options.ts";

type Recipient = { id: string; protocol: string; endpoint: string; confirmed: boolean };
type Sent = { confirmed: number; unconfirmed: number };

const columns: Column<Recipient>[] = [
  { title: "id", raw: (r) => r.id },
  { title: "protocol", raw: (r) => r.protocol },
  { title: "endpoint", raw: (r) => r.endpoint },
  { title: "confirmed", raw: (r) => String(r.confirmed), tell: (r) => (r.confirmed ? "yes" : "NO: hears nothing") },
];

const sentColumns: Column<Sent>[] = [
  { title: "confirmed", raw: (s) => s.confirmed },
  { title: "unconfirmed", raw: (s) => s.unconfirmed },
];

/** `s3mirror alerts …`: who hears of alerts, who has not agreed yet, and a test. */
export function addAlerts(program: Command, context: Context): void {
  const alerts = program.command("alerts").description("who hears of alerts, and a test of it");
  withApiOptions(alerts.command("list").description("who hears of alerts; who has not agreed yet stands first")).action(
    async (options: ApiOptions) => {
      const api = await openApi(context, options);
      const count = await printItems(context.print, options.output, columns, await recipientsOf(api));
      if (count === 0) context.tell("Nobody hears of alerts.\n");
    },
  );
  withReason(
    alerts
      .command("send-again")
      .description("ask somebody who has not agreed once more")
      .argument("<recipient>", "its id, or the address"),
  ).action(async (recipient: string, options: ApiOptions & { reason?: string }) => {
    const api = await openApi(context, options);
    const found = (await recipientsOf(api)).find(({ id, endpoint }) => id === recipient || endpoint === recipient);
    if (found === undefined) {
      throw new Exit(
        exitCode.notFound,
        `There is no recipient of alerts "${recipient}".\n  remedy: "s3mirror alerts list" shows them.`,
      );
    }
    const asked = await api.post<Recipient>(`/v1/alert-recipients/${found.id}/send-again`, bodyOf(options));
    if (options.output === "table") context.print(`${asked.endpoint} was asked again.\n`);
    else await printOne(context.print, options.output, columns, asked);
  });
  withReason(alerts.command("test").description("send a test to everybody who has agreed")).action(
    async (options: ApiOptions & { reason?: string }) => {
      const api = await openApi(context, options);
      const sent = await api.post<Sent>("/v1/alert-recipients/test", bodyOf(options));
      if (options.output !== "table") await printOne(context.print, options.output, sentColumns, sent);
      else context.print(`A test is on its way to ${tellCount(sent.confirmed, "recipient")}.\n`);
      if (sent.unconfirmed === 0 && sent.confirmed > 0) return;
      const silent =
        sent.confirmed === 0 ? "Nobody hears it" : `${tellCount(sent.unconfirmed, "recipient")} will not hear it`;
      throw new Exit(exitCode.needsAttention, `${silent}.\n  remedy: "s3mirror alerts list" shows who has not agreed.`);
    },
  );
}

function withReason(command: Command): Command {
  return withApiOptions(command.option("--reason <text>", "why, for the record"));
}

function bodyOf({ reason }: { reason?: string }): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

async function recipientsOf(api: ApiClient): Promise<Recipient[]> {
  return (await api.get<{ items: Recipient[] }>("/v1/alert-recipients")).items;
}
