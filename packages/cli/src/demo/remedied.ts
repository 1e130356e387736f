import { tellCount } from "@s3mirror/core/units";
import { type Cause, isOver } from "../api-types.ts";
import { batchPlace } from "./batch.ts";
import { read, waiting } from "./copy.ts";
import { addStatement } from "./laboratory.ts";
import type { Remedy, Story } from "./story.ts";
import { readFiles } from "./trouble.ts";
import { until } from "./until.ts";

/** What stands open before the laboratory acts: the files, and the statement it is asked for. */
export async function readRemedy(story: Story, transferId: string): Promise<Remedy> {
  const denied = await readFiles(story, transferId, "dead_lettered");
  const statements: unknown[] = [];
  for await (const cause of story.api.list<Cause>(`/v1/transfers/${transferId}/causes`, 100)) {
    if (cause.state === "open" && cause.policyStatement) statements.push(cause.policyStatement);
  }
  return {
    transferId,
    statement: statements.length === 1 ? statements[0] : null,
    deniedKeys: denied.map(({ key }) => key),
    kinds: [...new Set(denied.map(({ failure }) => `${failure?.kind}/${failure?.actionBy}`))],
    appliedAfterRequest: await story.control.lastRequest(),
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
