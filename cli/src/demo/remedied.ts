import { tellCount } from "@s3mirror/core/units";
import { type Cause, isOver } from "../api-types.ts";
import { batchPlace } from "./batch.ts";
import { read, waiting } from "./copy.ts";
import type { Remedy } from "./evidence.ts";
import { addStatement } from "./laboratory.ts";
import type { Doors, Story } from "./story.ts";
import { readFiles } from "./trouble.ts";
import { until } from "./until.ts";

/** What stands open before the laboratory acts: the files, and the statement it is asked for. */
export async function readRemedy(doors: Doors, transferId: string): Promise<Remedy> {
  const denied = await readFiles(doors, transferId, "dead_lettered");
  const causes = await readCauses(doors, transferId);
  const statements = causes.flatMap(({ state, policyStatement }) =>
    state === "open" && policyStatement ? [policyStatement] : [],
  );
  return {
    transferId,
    statement: statements.length === 1 ? statements[0] : null,
    deniedKeys: denied.map(({ key }) => key),
    appliedAfterRequest: await doors.control.lastRequest(),
  };
}

/** Scene 4: the laboratory pastes the statement, the files are tried again, only they move. */
export async function remedied(story: Story, remedy: Remedy): Promise<void> {
  await addStatement(story.vendor, batchPlace.vendorBucket, remedy.statement);
  story.tell("remedied  the laboratory pasted the statement");
  const answer = await story.api.post<{ redriven: number; stillFailing: number }>(
    `/v1/transfers/${remedy.transferId}/redrive`,
    { reason: "the laboratory pasted the statement" },
  );
  story.tell(`          ${tellCount(answer.redriven, "file")} tried again, ${answer.stillFailing} still failing`);
  await followRemedied(story, remedy);
}

/** Waits until nothing of the transfer is left to do. */
export async function followRemedied(story: Story, remedy: Remedy): Promise<void> {
  const over = await until(waiting(story, "the denied files to be copied"), async () => {
    const transfer = await read(story, remedy.transferId);
    return isOver(transfer) && transfer.state === "completed" && transfer;
  });
  story.tell(`          all ${tellCount(over.counts.total, "file")} are copied`);
}

export async function readCauses({ api }: Doors, transferId: string): Promise<Cause[]> {
  const causes: Cause[] = [];
  for await (const cause of api.list<Cause>(`/v1/transfers/${transferId}/causes`, 100)) causes.push(cause);
  return causes;
}
