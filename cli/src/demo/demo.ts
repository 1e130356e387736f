import { once } from "node:events";
import { tellDuration } from "@s3mirror/core/units";
import type { Context } from "../context.ts";
import { announce } from "./announce.ts";
import { describeBatch } from "./batch.ts";
import { checkClaims } from "./check-claims.ts";
import { claims } from "./claims.ts";
import { copy, lifelikeBytesPerSecond, read } from "./copy.ts";
import { keepEvidence } from "./evidence.ts";
import { followRemedied, readRemedy, remedied } from "./remedied.ts";
import { openStage } from "./stage.ts";
import type { Story } from "./story.ts";
import { trouble } from "./trouble.ts";
import { until } from "./until.ts";

/**
 * Plays the demo: announce, copy, trouble, and with `exit` remedied, then every claim is checked. Without `exit` it
 * stops before remedied, says how to remedy it, and checks the claims once somebody did. @returns whether all held.
 */
export async function playDemo(
  context: Context,
  input: { exit: boolean; from: string | undefined; web: boolean },
): Promise<boolean> {
  const startedAt = performance.now();
  const tell = (line: string) => context.print(`${line}\n`);
  const batch = await describeBatch(input.from);
  tell("Starting the whole of S3Mirror on this machine");
  const { story, close } = await openStage({ ...context, batch, tell, withPage: input.web && !input.exit });
  try {
    const link = await story.pageLink();
    if (link !== null) tell(`Watch it live (the link signs you in, once):\n  ${link}`);
    const { id } = await announce(story);
    await story.control.setCopySpeed(lifelikeBytesPerSecond);
    await copy(story, id);
    const troubled = await trouble(story, id);
    const remedy = await readRemedy(story, id);
    if (input.exit) await remedied(story, remedy);
    else {
      // Ctrl-C is how one leaves here, so it is no failure.
      if (!(await waitForRemedy(story, id))) return true;
      tell("remedied  the laboratory acted");
      await followRemedied(story, remedy);
    }
    const evidence = { batch: story.batch, trouble: troubled, remedy };
    await keepEvidence(story.home, evidence);
    const held = await checkClaims(story, evidence, { names: [], tell });
    if (held) tell(`all ${claims.length} claims hold, in ${tellDuration(performance.now() - startedAt)}`);
    if (!input.exit) {
      tell("\nBreak something (another terminal, any S3 client) and have all of it checked again:");
      tell(`  npx s3mirror demo check --home ${story.home}`);
      tell("The stack stays up; Ctrl-C ends it.");
      await once(context.signal, "abort");
    }
    return held;
  } finally {
    if (context.signal.aborted) context.tell("Stopping.\n");
    await close();
  }
}

/** Stays up until somebody remedied it, by the two lines or by the page. @returns false where Ctrl-C came first. */
async function waitForRemedy(story: Story, transferId: string): Promise<boolean> {
  const link = await story.pageLink();
  story.tell("\nBe the laboratory, then try again (in another terminal; Ctrl-C here ends everything):");
  story.tell(`  npx s3mirror demo grant ${transferId} --home ${story.home}`);
  story.tell(`  npx s3mirror transfers redrive ${transferId} --home ${story.home}`);
  if (link !== null) {
    story.tell(`"Try again" on the page does what the second line does. A fresh link to it:\n  ${link}`);
  }
  story.tell("");
  try {
    const wait = { what: "the laboratory to act", timeoutMs: Number.POSITIVE_INFINITY, everyMs: 1_000 };
    await until({ ...wait, signal: story.signal }, async () => {
      const { state } = await read(story, transferId);
      return state !== "completed_with_failures";
    });
    return true;
  } catch (error) {
    if (story.signal.aborted) return false;
    throw error;
  }
}
