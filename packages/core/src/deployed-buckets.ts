import { z } from "zod";

const bucket = z.string().min(1);
const prefix = z.string();
const kmsKeyArn = z.string().startsWith("arn:").optional();

/** What an environment may touch: the buckets of its stage's settings file, which became its role's rights. */
export const deployedBucketsSchema = z.strictObject({
  sources: z.array(
    z.strictObject({ vendor: z.string().min(1), accountId: z.string().regex(/^\d{12}$/), bucket, prefix, kmsKeyArn }),
  ),
  destinations: z.array(z.strictObject({ bucket, prefix, kmsKeyArn })),
});
export type DeployedBuckets = z.infer<typeof deployedBucketsSchema>;
export type DeployedSource = DeployedBuckets["sources"][number];

type Place = { bucket: string; prefix: string };

/** The deployed source that covers a place, the closest one if there are several; null if none does. */
export function findDeployedSource(deployed: DeployedBuckets, place: Place): DeployedSource | null {
  return closest(deployed.sources, place);
}

export type Undeployed = { side: "source" | "destination"; message: string; remedy: string };

/**
 * Which sides of a route lie outside what was deployed, each with the very lines to add to the stage's settings file.
 * `vendor` and `accountId` go into the line for the source; where the account is not known the line says so.
 */
export function findUndeployed(
  deployed: DeployedBuckets,
  route: { source: Place & { accountId: string | null }; destination: Place; vendor: string },
  stage: string,
): Undeployed[] {
  const { source, destination, vendor } = route;
  const found: Undeployed[] = [];
  if (closest(deployed.sources, source) === null) {
    const line = `{ vendor: ${quote(vendor)}, accountId: ${quote(source.accountId ?? "THE BUCKET OWNER'S ACCOUNT ID")}, bucket: ${quote(source.bucket)}, prefix: ${quote(source.prefix)} },`;
    found.push(outside("source", "sources", source, line, stage));
  }
  if (closest(deployed.destinations, destination) === null) {
    const line = `{ bucket: ${quote(destination.bucket)}, prefix: ${quote(destination.prefix)} },`;
    found.push(outside("destination", "destinations", destination, line, stage));
  }
  return found;
}

function outside(side: Undeployed["side"], list: string, place: Place, line: string, stage: string): Undeployed {
  return {
    side,
    message: `This environment was not deployed for s3://${place.bucket}/${place.prefix} as a ${side}.`,
    remedy: `Add this line to \`${list}\` in infra/stages/${stage}.ts, then deploy the stage: ${line}`,
  };
}

function closest<Deployed extends Place>(deployed: readonly Deployed[], place: Place): Deployed | null {
  const covering = deployed.filter((one) => one.bucket === place.bucket && place.prefix.startsWith(one.prefix));
  return covering.sort((a, b) => b.prefix.length - a.prefix.length)[0] ?? null;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
