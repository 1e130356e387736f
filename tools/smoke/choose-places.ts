import type { Deployed } from "./deployed.ts";
import type { Place, Transfers } from "./probe.ts";
import { listRoutes, type StageApi, type StageRoute } from "./stage-api.ts";

/**
 * From where to where the run copies: below the places of one route of the stage, in a folder of the run's own. Without
 * a way into the API nothing is transferred, and the first destination is where the run writes.
 * @param wanted.route the route to take; the first one that is deployed and switched on unless given
 * @param folder ends in a slash
 */
export async function choosePlaces(
  deployed: Deployed,
  api: StageApi | null,
  wanted: { route: string | undefined; folder: string },
): Promise<{ workplace: Place; transfers: Transfers }> {
  const [firstSource] = deployed.deployedBuckets.sources;
  const [firstDestination] = deployed.deployedBuckets.destinations;
  const own = ({ bucket, prefix }: Place): Place => ({ bucket, prefix: `${prefix}${wanted.folder}` });
  if (firstDestination === undefined)
    throw new Error("The stage names no destinations: add a bucket that this run may write to, and deploy.");
  const cannot = (why: string) => ({ workplace: own(firstDestination), transfers: { type: "cannot", why } as const });
  if (api === null) return cannot("set S3MIRROR_SIGN_IN_LINK or S3MIRROR_API_KEY, so that the stage lets this run in");
  const usable = (await listRoutes(api)).filter(({ enabled, isDeployed }) => enabled && isDeployed);
  const route = wanted.route === undefined ? usable[0] : usable.find(({ id }) => id === wanted.route);
  if (route === undefined)
    return cannot(`the stage has no route${wanted.route ? ` ${wanted.route}` : ""} that is deployed and switched on`);
  const source = placeOf(route, "source", firstSource);
  if (source === null) return cannot("the stage names no sources");
  return {
    workplace: own(placeOf(route, "destination", firstDestination) ?? firstDestination),
    transfers: { type: "can", api, routeId: route.id, source: own(source) },
  };
}

/** A route to or from any bucket, as on one machine, is taken for the first that was deployed. */
function placeOf(route: StageRoute, side: "source" | "destination", first: Place | undefined): Place | null {
  return route[side].bucket === "*" ? (first ?? null) : route[side];
}
