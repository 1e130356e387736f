import { once } from "node:events";
import { tellDuration } from "@s3mirror/core/units";
import type { Context } from "../context.ts";
import { announce } from "./announce.ts";
import { describeBatch } from "./batch.ts";
import { breakClaim } from "./break-claim.ts";
import { type Claim, claims, type Evidence } from "./claims.ts";
import { copy, lifelikeBytesPerSecond, read } from "./copy.ts";
import { followRemedied, readRemedy, remedied } from "./remedied.ts";
import { openStage } from "./stage.ts";
import type { Story } from "./story.ts";
import { trouble } from "./trouble.ts";
import { until } from "./until.ts";

/**
 * Plays the demo: announce, copy, trouble, and with `exit` remedied, then every claim is checked. Without `exit` it
 * stops before remedied, says how to remedy it, and checks the claims once somebody did. @returns whether all held.
 */
export async function playDemo(context: Context, input: { exit: boolean; from: string | undefined }): Promise<boolean> {
  const startedAt = performance.now();
  const tell = (line: string) => context.print(`${line}\n`);
  const batch = await describeBatch(input.from);
  tell("Starting the whole of S3Mirror on this machine");
  const { story, close } = await openStage({ ...context, batch, tell, withPage: !input.exit });
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
    const broken = context.environment.S3MIRROR_DEMO_BREAK;
    if (broken) await breakClaim(story, broken);
    const held = await checkAll({ story, trouble: troubled, remedy });
    if (held) tell(`all ${claims.length} claims hold, in ${tellDuration(performance.now() - startedAt)}`);
    if (!input.exit) {
      tell("The stack stays up; Ctrl-C ends it.");
      await once(context.signal, "abort");
    }
    return held;
  } finally {
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

async function checkAll(evidence: Evidence): Promise<boolean> {
  let held = true;
  for (const claim of claims) {
    const broken = await check(claim, evidence);
    evidence.story.tell(
      broken === null ? `  holds           ${claim.name}` : `  DOES NOT HOLD   ${claim.name}: ${broken}`,
    );
    held &&= broken === null;
  }
  return held;
}

async function check(claim: Claim, evidence: Evidence): Promise<string | null> {
  try {
    return await claim.check(evidence);
  } catch (error) {
    return `could not be checked: ${error instanceof Error ? error.message : String(error)}`;
  }
}
