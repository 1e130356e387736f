import { accountOf } from "./clients.ts";
import { serviceCommand } from "./service-command.ts";
import { ecsNames } from "./service-environment.ts";
import { host, type Site, startStandIn } from "./site.ts";

/** A copier may finish its parts for this long after SIGTERM, as on Fargate (`stopTimeout`, at most 120 s). */
const stopTimeoutSeconds = 120;

/** The container service with the copiers' service in it: ECS starts and ends the copiers. */
export async function startCopierService(site: Site, environment: Record<string, string>): Promise<void> {
  if (site.external.endpoints.ecs !== undefined) return;
  const copier = {
    name: ecsNames.copierService,
    desiredCount: site.settings.fleet.min,
    minCount: site.settings.fleet.min,
    maxCount: site.settings.fleet.max,
    ...serviceCommand("copier", site.settings.bundlesDir),
    env: environment,
    stopTimeoutSeconds,
    logDir: `${site.home}/logs`,
  };
  await startStandIn(
    site,
    "ecs",
    "ecs",
    {
      host,
      region: site.region,
      accountId: accountOf(site),
      cluster: ecsNames.cluster,
      services: site.settings.services.copier ? [copier] : [],
    },
    (stopTimeoutSeconds + 10) * 1_000,
  );
}
