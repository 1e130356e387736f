import { askDueProbes } from "@s3mirror/core/store/causes/causes";
import type { Deps } from "../deps.ts";

/** Asks for a redrive of every open cause that is due: what is remedied moves by itself, and nothing else. */
export async function probeDueCauses(deps: Deps): Promise<boolean> {
  const asked = await askDueProbes(deps.ledger, { scheduleSeconds: deps.config.S3MIRROR_PROBE_SCHEDULE_SECONDS });
  if (asked > 0) deps.log.info({ causes: asked }, "open causes are probed");
  return false;
}
