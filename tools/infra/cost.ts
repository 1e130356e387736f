import { estimateTransfer } from "@s3mirror/core/estimate";
import { prices } from "@s3mirror/core/prices";
import { type Evaluation, evaluate, ofType } from "../../test/infra/evaluation.ts";
import { priceLines } from "./price-sources.ts";
import { restingCost } from "./resting-cost.ts";
import { chosenStages } from "./stage-names.ts";

const TB = 1_000_000_000_000;

/** The two kinds of batches that vendors send. */
const batches = [
  { what: "1 TB in files of 50 GB", files: 20 },
  { what: "1 TB in files of 1 MB", files: 1_000_000 },
];

process.stdout.write(
  `List prices of ${prices.region}, ${prices.asOf}, in US dollars; other regions differ by some percent. Where each was read stands below.\n`,
);
for (const stage of await chosenStages(process.argv.slice(2))) tell(await evaluate({ stage }));
process.stdout.write(
  "\nLeft out, because they depend on use: storage in S3 and of the ledger, logs, metrics, Container Insights, capacity units\nof the load balancer, data through endpoints, KMS, support. Copies between regions pay for transfer besides.\n",
);
print(`\nPrices, and where they were read (no bill has confirmed them)\n${priceLines().join("\n")}`);

function tell(evaluation: Evaluation): void {
  const lines = restingCost(evaluation);
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  print(`\n${evaluation.stage}`);
  for (const { what, usd } of lines) row(what, usd, "a month");
  row("at rest", total, "a month");
  for (const { what, files } of batches) {
    const sizes = Array.from({ length: files }, () => TB / files);
    const { usd } = estimateTransfer({ sizes, fleetMax: mostCopiers(evaluation) });
    row(what, usd.total, "");
  }
}

function mostCopiers(evaluation: Evaluation): number {
  const target = ofType(evaluation, "aws:appautoscaling/target:Target").find(({ inputs }) =>
    String(inputs.resourceId).endsWith("/Copier"),
  );
  return Number(target?.inputs.maxCapacity);
}

function row(what: string, usd: number, per: string): void {
  print(`  ${what.padEnd(32)}${usd.toFixed(2).padStart(9)} ${per}`.trimEnd());
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
