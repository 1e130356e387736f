import { COPY_OBJECT_UP_TO_BYTES } from "@s3mirror/core/part-layout";
import { tellBytes, tellCount, tellDuration } from "@s3mirror/core/units";
import type { Transfer } from "../api-types.ts";
import { batchPlace } from "./batch.ts";
import { deliver, makeBucket } from "./laboratory.ts";
import type { Story } from "./story.ts";

/**
 * Amazon S3 prices of us-east-1 (aws.amazon.com/s3/pricing, "Requests & data retrievals", S3 Standard), in dollars a
 * request: COPY, PUT, POST, LIST; and GET, HEAD.
 */
const usd = { copy: 0.005 / 1_000, head: 0.000_4 / 1_000 };
const typicalPartBytes = 128 * 1_024 * 1_024;

/** Scene 1: the laboratory delivers; what the batch is and what moving it would cost on AWS. @returns the transfer. */
export async function announce(story: Story): Promise<Transfer> {
  const startedAt = performance.now();
  const { company } = (await story.endpoints()).accounts;
  await deliver(story.vendor, story.batch, company.principalArn);
  await makeBucket(story.company, batchPlace.companyBucket);
  const { files, samples, bytes, requests, dollars } = sumUp(story.batch);
  story.tell(
    `announce  ${tellCount(files, "file")} of ${tellCount(samples, "sample")}, ${tellBytes(bytes)}, stand in the laboratory's bucket (made in ${tellDuration(performance.now() - startedAt)})`,
  );
  story.tell(
    `          on AWS: about ${requests.toLocaleString("en")} requests, $${dollars.toFixed(2)}; no byte leaves S3`,
  );
  const transfer = await story.api.post<Transfer>("/v1/transfers", {
    name: "Northlab run 2026-11-A",
    reference: "NL-2026-11-A",
    source: { bucket: batchPlace.vendorBucket, prefix: batchPlace.prefix },
    destination: { bucket: batchPlace.companyBucket, prefix: batchPlace.destinationPrefix },
  });
  story.tell(`          accepted as ${transfer.id}`);
  return transfer;
}

function sumUp(batch: Story["batch"]) {
  const bytes = batch.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const copies = batch.reduce(
    (sum, { sizeBytes }) =>
      sum + (sizeBytes <= COPY_OBJECT_UP_TO_BYTES ? 1 : 2 + Math.ceil(sizeBytes / typicalPartBytes)),
    0,
  );
  const looks = batch.length * 4;
  return {
    files: batch.length,
    samples: new Set(batch.flatMap(({ metadata }) => metadata.sample ?? [])).size,
    bytes,
    requests: copies + looks,
    dollars: copies * usd.copy + looks * usd.head,
  };
}
