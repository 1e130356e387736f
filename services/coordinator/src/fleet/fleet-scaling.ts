import { DescribeServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { desiredCopiers } from "@s3mirror/core/scaling-ladder";
import { readBacklog } from "@s3mirror/core/store/fleet/fleet";
import type { Deps } from "../deps.ts";

/** The copier service as ECS sees it now. */
export async function describeFleet(deps: Deps): Promise<{ desired: number; running: number; pending: number }> {
  const { services } = await deps.ecs.send(
    new DescribeServicesCommand({
      cluster: deps.config.S3MIRROR_ECS_CLUSTER,
      services: [deps.config.S3MIRROR_ECS_COPIER_SERVICE],
    }),
  );
  const service = services?.[0];
  return {
    desired: service?.desiredCount ?? 0,
    running: service?.runningCount ?? 0,
    pending: service?.pendingCount ?? 0,
  };
}

/**
 * Raises the desired number of copiers to what the ladder gives for the backlog. It never lowers it: the native step
 * scaling follows and does that. A fleet at zero has nobody who polls, so its metrics may lag for minutes.
 */
export async function raiseFleet(deps: Deps): Promise<boolean> {
  const wanted = desiredCopiers({
    backlog: await readBacklog(deps.ledger),
    min: deps.config.S3MIRROR_FLEET_MIN,
    max: deps.config.S3MIRROR_FLEET_MAX,
  });
  const { desired } = await describeFleet(deps);
  if (wanted <= desired) return false;
  await deps.ecs.send(
    new UpdateServiceCommand({
      cluster: deps.config.S3MIRROR_ECS_CLUSTER,
      service: deps.config.S3MIRROR_ECS_COPIER_SERVICE,
      desiredCount: wanted,
    }),
  );
  deps.log.info({ from: desired, to: wanted }, "the fleet was raised");
  return false;
}
