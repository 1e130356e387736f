import { tellCount } from "@s3mirror/core/units";
import type { Command } from "commander";
import type { Transfer } from "../api-types.ts";
import { type ApiOptions, type Context, confirm, openApi } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { printOne } from "../output.ts";
import { tellState, transferFacts } from "../transfer-columns.ts";
import { collectIntegers, givenId, withApiOptions } from "./options.ts";

type ActOptions = ApiOptions & { reason?: string; yes?: boolean };
type ChoiceOptions = ActOptions & { cause?: string; kind?: string; file?: number[] };

const actions = [
  {
    verb: "pause",
    description: "hold a transfer: no new file is begun; what is being copied is finished",
    asks: false,
  },
  { verb: "resume", description: "let a paused transfer go on", asks: false },
  { verb: "cancel", description: "end a transfer; files already copied stay", asks: true },
] as const;

/** pause, resume, cancel, redrive, waive: everything that changes what happens to data carries a reason. */
export function addActions(transfers: Command, context: Context): void {
  for (const { verb, description, asks } of actions) {
    const command = transfers.command(verb).description(description).argument("<id>", "its id, tr_…", givenId);
    if (asks) command.option("-y, --yes", "do not ask");
    withApiOptions(command.option("--reason <text>", "why, for the record")).action(
      async (id: string, options: ActOptions) => {
        if (asks) await confirm(context, `Cancel ${id}? What is not copied yet will not be copied.`, options.yes);
        const api = await openApi(context, options);
        await api.post(`${path(id)}/${verb}`, { reason: reasonOf(options) });
        const transfer = await api.get<Transfer>(path(id));
        if (options.output === "table") context.print(`${transfer.id}: ${tellState(transfer)}\n`);
        else await printOne(context.print, options.output, transferFacts, transfer);
      },
    );
  }
  addRedrive(transfers, context);
  addWaive(transfers, context);
}

function addRedrive(transfers: Command, context: Context): void {
  withChoice(
    transfers.command("redrive").description("try failed files again: probes first, moves only what is remedied"),
  )
    .option("--kind <failure-kind>", "only files with this failure, such as source_permission")
    .action(async (id: string, options: ChoiceOptions) => {
      const api = await openApi(context, options);
      const answer = await api.post<RedriveAnswer>(`${path(id)}/redrive`, {
        ...choiceOf(options),
        ...(options.kind && { failureKind: options.kind }),
        reason: reasonOf(options),
      });
      if (options.output === "table") {
        const pending = answer.pending > 0 ? `, ${answer.pending} are still being asked after` : "";
        context.print(
          `${tellCount(answer.redriven, "file")} tried again, ${answer.stillFailing} still failing${pending}\n`,
        );
      } else await printOne(context.print, options.output, redriveColumns, answer);
      if (answer.redriven === 0 && answer.pending === 0 && answer.stillFailing > 0)
        throw new Exit(exitCode.needsAttention, null);
    });
}

type RedriveAnswer = { redriven: number; stillFailing: number; pending: number };

const redriveColumns = [
  { title: "redriven", raw: (a: RedriveAnswer) => a.redriven },
  { title: "stillFailing", raw: (a: RedriveAnswer) => a.stillFailing },
  { title: "pending", raw: (a: RedriveAnswer) => a.pending },
];

function addWaive(transfers: Command, context: Context): void {
  withChoice(transfers.command("waive").description("decide, by name and with a reason, to go without files"))
    .option("-y, --yes", "do not ask")
    .action(async (id: string, options: ChoiceOptions) => {
      if (!options.reason)
        throw new Exit(exitCode.usage, "waive needs --reason: it stands in the record with your name.");
      const choice = choiceOf(options);
      if (Object.keys(choice).length === 0)
        throw new Exit(
          exitCode.usage,
          `waive needs --cause or --file.\n  remedy: s3mirror transfers causes ${id} and s3mirror transfers files ${id} --state dead_lettered list them.`,
        );
      await confirm(context, `Go without these files of ${id}? They will not be copied.`, options.yes);
      const api = await openApi(context, options);
      const answer = await api.post<{ waived?: number }>(`${path(id)}/waive`, { ...choice, reason: options.reason });
      if (options.output === "table") context.print(`${tellCount(answer.waived ?? null, "file")} waived\n`);
      else await printOne(context.print, options.output, [{ title: "waived", raw: (a) => a.waived }], answer);
    });
}

function withChoice(command: Command): Command {
  return withApiOptions(
    command
      .argument("<id>", "its id, tr_…", givenId)
      .option("--cause <id>", "only files of this cause")
      .option("--file <numbers>", "only these files, by number; may be repeated", collectIntegers)
      .option("--reason <text>", "why, for the record"),
  );
}

function choiceOf(options: ChoiceOptions): { causeId?: string; fileNumbers?: number[] } {
  return { ...(options.cause && { causeId: options.cause }), ...(options.file && { fileNumbers: options.file }) };
}

function reasonOf(options: ActOptions): string {
  return options.reason ?? "asked for on the command line";
}

function path(id: string): string {
  return `/v1/transfers/${encodeURIComponent(id)}`;
}
