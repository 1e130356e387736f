import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { deployedBucketsSchema } from "@s3mirror/core/deployed-buckets";
import { z } from "zod";

const named = z.string().min(1);
const outputs = z.object({
  url: z.url(),
  transferRole: named,
  copyQueue: z.url(),
  copyDeadLetters: named,
  ledger: named,
  ledgerSecret: named,
  alerts: named,
  cluster: named,
  copierService: named,
  region: named,
  production: z.boolean(),
  deployedBuckets: named.transform((text): unknown => JSON.parse(text)).pipe(deployedBucketsSchema),
});

/** What `sst deploy` printed of a stage: addresses and names, no secrets. `copyDeadLetters` is the queue's ARN. */
export type Deployed = z.output<typeof outputs>;

/** Reads what the last deploy from this checkout made. @throws Error with the remedy, when that was not this stage */
export async function readDeployed(path: string, stage: string): Promise<Deployed> {
  const remedy = `Deploy it from this checkout first: npx sst deploy --stage ${stage}`;
  if (!existsSync(path)) throw new Error(`The stage ${stage} is not deployed from here (no ${path}). ${remedy}`);
  const parsed = outputs.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "outputs");
    throw new Error(`${path} does not name ${fields.join(", ")}: the deploy was another release's. ${remedy}`);
  }
  if (!parsed.data.transferRole.endsWith(`:role/s3mirror-${stage}-transfer`))
    throw new Error(`${path} is of another stage (${parsed.data.transferRole}). ${remedy}`);
  return parsed.data;
}
