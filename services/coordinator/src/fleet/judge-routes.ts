import { findUndeployed } from "@s3mirror/core/deployed-buckets";
import { findOverlaps, takesTransfers } from "@s3mirror/core/store/people/routes";
import { isNarrowed } from "@s3mirror/core/transfer-role/route-policy";
import { tellCount } from "@s3mirror/core/units";
import { findRouteTooLong } from "../http/routes/route-length.ts";
import type { LedgerFacts } from "./health-facts.ts";
import type { HealthSettings } from "./judge-ledger.ts";
import { attention, bad, good, type Judgement } from "./judgement.ts";

type Routes = LedgerFacts["routes"];

/** Whether every route that is on can be used as it stands. */
export function judgeRoutes({ routes }: Pick<LedgerFacts, "routes">, settings: HealthSettings): Judgement {
  const enabled = routes.filter((route) => route.enabled);
  return (
    judgeDeployed(enabled, settings) ??
    judgeLengths(enabled, settings) ??
    judgeFences(enabled) ??
    good(`${tellCount(enabled.length, "route")} on, all within what was deployed${tellOpen(enabled)}`)
  );
}

function judgeDeployed(enabled: Routes, { deployedBuckets, stage }: HealthSettings): Judgement | null {
  const outside = enabled.flatMap((route) => {
    if (deployedBuckets === null) return [];
    const { sourceBucket, sourcePrefix, sourceOwnerAccountId: accountId } = route;
    const source = { bucket: sourceBucket, prefix: sourcePrefix, accountId };
    const destination = { bucket: route.destinationBucket, prefix: route.destinationPrefix };
    const vendor = route.vendorName ?? "";
    return findUndeployed(deployedBuckets, { source, destination, vendor }, stage).map((one) => ({ ...one, route }));
  });
  const [first] = outside;
  if (first === undefined) return null;
  const ids = [...new Set(outside.map(({ route }) => route.id))];
  return bad(
    `${ids.join(", ")}: on, but this environment may not touch the buckets. ${first.message}`,
    `${first.remedy} Or switch the route off: s3mirror routes disable ${first.route.id}`,
  );
}

/** Whether copiers can be kept within each of them. */
function judgeLengths(enabled: Routes, { transferPrincipalArn }: HealthSettings): Judgement | null {
  const tooLong = enabled.find((route) => findRouteTooLong(route, transferPrincipalArn) !== null);
  if (tooLong === undefined) return null;
  return bad(
    `${tooLong.id}: its prefixes are longer than Amazon takes in the rule that keeps copiers within it, so nothing is copied by it`,
    `Make a route with shorter prefixes, then switch this one off: s3mirror routes disable ${tooLong.id}`,
  );
}

/** Whether the routes that are on are folders, and lie beside each other as far as nobody has said otherwise. */
function judgeFences(enabled: Routes): Judgement | null {
  const unfit = enabled.filter((route) => !takesTransfers(route)).map(({ id }) => id);
  if (unfit.length > 0) {
    const isOne = unfit.length === 1;
    return attention(
      `${unfit.join(", ")}: ${isOne ? "its prefix is no folder" : "their prefixes are no folders"}, so no new transfer may take ${isOne ? "it" : "them"}; what runs goes on`,
      `Make a route of the folder (s3mirror routes create), then switch the old one off: s3mirror routes disable ${unfit[0]}`,
    );
  }
  for (const route of enabled) {
    const [overlap] = findOverlaps(route, enabled);
    if (overlap === undefined) continue;
    return attention(
      `${route.id} and ${overlap.other.id} meet: a file may be copied twice, or by another vendor's route`,
      `Switch one off (s3mirror routes disable ${overlap.other.id}); if both are meant, on again: s3mirror routes enable ${overlap.other.id} --allow-overlap --reason WHY`,
    );
  }
  return null;
}

function tellOpen(enabled: Routes): string {
  const open = enabled.filter((route) => !isNarrowed(route)).map(({ id }) => id);
  if (open.length === 0) return "";
  const verb = open.length === 1 ? "allows" : "allow";
  return `; ${open.join(", ")} ${verb} any bucket, so copiers are kept within the transfer role only`;
}
