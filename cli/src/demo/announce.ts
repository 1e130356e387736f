import { estimateTransfer } from "@s3mirror/core/estimate";
import { prices } from "@s3mirror/core/prices";
import { tellBytes, tellCount, tellDuration, tellUsd } from "@s3mirror/core/units";
import type { Transfer } from "../api-types.ts";
import { batchPlace } from "./batch.ts";
import { deliver, makeBucket } from "./laboratory.ts";
import type { Story } from "./story.ts";

/** The most copiers that production has (infra/stages). */
const fleetMax = 64;

/** Scene 1: the laboratory delivers; what the batch is and what moving it would cost on AWS. @returns the transfer. */
export async function announce(story: Story): Promise<Transfer> {
  const startedAt = performance.now();
  const { company } = (await story.endpoints()).accounts;
  await deliver(story.vendor, story.batch, company.principalArn);
  await makeBucket(story.company, batchPlace.companyBucket);
  const sizes = story.batch.map(({ sizeBytes }) => sizeBytes);
  const samples = new Set(story.batch.flatMap(({ metadata }) => metadata.sample ?? []));
  story.tell(
    `announce  ${tellCount(sizes.length, "file")} of ${tellCount(samples.size, "sample")}, ${tellBytes(sum(sizes))}, stand in the laboratory's bucket (made in ${tellDuration(performance.now() - startedAt)})`,
  );
  tellCost(story, sizes);
  const transfer = await story.api.post<Transfer>("/v1/transfers", {
    name: "Northlab run 2026-11-A",
    reference: "NL-2026-11-A",
    source: { bucket: batchPlace.vendorBucket, prefix: batchPlace.prefix },
    destination: { bucket: batchPlace.companyBucket, prefix: batchPlace.destinationPrefix },
  });
  story.tell(`          accepted as ${transfer.id}`);
  return transfer;
}

function tellCost({ tell }: Story, sizes: number[]): void {
  const { requests, copiers, seconds, usd } = estimateTransfer({ sizes, fleetMax });
  const s3Requests = tellCount(requests.s3Writes + requests.s3Reads, "S3 request");
  tell(
    `          on AWS about ${tellUsd(usd.total)}: ${s3Requests} ${tellUsd(usd.s3)}, ${tellCount(copiers, "copier")} for ${tellDuration(seconds * 1_000)} ${tellUsd(usd.fargate)}, Aurora ${tellUsd(usd.aurora)}, SQS ${tellUsd(usd.sqs)}`,
  );
  tell(
    `          (list prices, ${prices.region}, ${prices.asOf}; time assumed, not measured; without storage, logs, load balancer, idle time, KMS, other regions)`,
  );
}

function sum(sizes: number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
