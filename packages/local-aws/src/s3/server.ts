import { openActionLog } from "../wire/action-log.ts";
import { listen } from "../wire/http-server.ts";
import type { World } from "./call.ts";
import { type S3Config, type Settings, s3ConfigSchema } from "./config.ts";
import { openContent, sweepContent } from "./content.ts";
import { openJournal } from "./journal.ts";
import { serve } from "./serve.ts";
import { createSignatures } from "./signature.ts";
import { liveContent } from "./state.ts";
import { createStatistics } from "./statistics.ts";
import { createThrottle } from "./throttle.ts";

/**
 * S3 on this machine, path style. What it keeps under `dataDir` survives kill -9 of the process; faults, latency set by
 * the control API, and statistics do not.
 * @throws where the port is taken or the folder cannot be written
 */
export async function startS3(config: S3Config): Promise<{ url: string; close(): Promise<void> }> {
  const settings = s3ConfigSchema.parse(config);
  const world = await openWorld(settings);
  const { url, close } = await listen(settings, (incoming, response) => serve(world, incoming, response));
  return {
    url,
    async close() {
      await close();
      world.journal.close();
      world.actionLog.close();
    },
  };
}

async function openWorld(settings: Settings): Promise<World> {
  const content = await openContent(settings.dataDir);
  const journal = await openJournal(settings.dataDir);
  const { state } = journal;
  await sweepContent(content, liveContent(state));
  for (const { name, ownerAccountId } of settings.buckets) {
    if (!state.buckets.has(name))
      journal.commit({ op: "create-bucket", bucket: name, owner: ownerAccountId, at: Date.now() });
  }
  return {
    settings,
    signatures: createSignatures(settings.accounts, settings.region),
    content,
    journal,
    state,
    faults: new Map(),
    throttle: createThrottle(settings.requestsPerSecondPerPrefix),
    statistics: createStatistics(),
    latency: { now: settings.latency },
    actionLog: openActionLog(settings.actionLog),
  };
}
