import { createHash } from "node:crypto";
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { type BatchObject, batchPlace } from "./batch.ts";
import { read, waiting } from "./copy.ts";
import { destinationKeyOf } from "./place.ts";
import type { Remedy, Story, Trouble } from "./story.ts";
import { readFiles } from "./trouble.ts";
import { until } from "./until.ts";

/** What the checks look at. */
export type Evidence = { story: Story; trouble: Trouble; remedy: Remedy };

/** One thing the demo claims. `check` says what does not hold, or null. */
export type Claim = { name: string; check: (evidence: Evidence) => Promise<string | null> };

export const claims: Claim[] = [
  {
    name: "every-real-byte-is-equal",
    check: ({ story }) =>
      firstOf(real(story.batch), async (object) => {
        const [source, destination] = await Promise.all([
          sha256(story.vendor, batchPlace.vendorBucket, object.key),
          sha256(story.company, batchPlace.companyBucket, destinationKeyOf(object.key)),
        ]);
        return source === destination ? null : `${object.key}: SHA-256 ${source} became ${destination}`;
      }),
  },
  {
    name: "large-files-are-equal",
    check: ({ story }) => firstOf(virtual(story.batch), async (object) => await compareHeads(story, object)),
  },
  {
    name: "type-metadata-and-tags-are-equal",
    check: ({ story }) =>
      firstOf(story.batch, async (object) => {
        const to = { Bucket: batchPlace.companyBucket, Key: destinationKeyOf(object.key) };
        const head = await story.company.send(new HeadObjectCommand(to));
        const { TagSet = [] } = await story.company.send(new GetObjectTaggingCommand(to));
        const tags = Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value]));
        if (head.ContentType !== object.contentType) return `${object.key}: Content-Type is ${head.ContentType}`;
        if (!same(head.Metadata ?? {}, object.metadata))
          return `${object.key}: metadata is ${JSON.stringify(head.Metadata)}`;
        return same(tags, object.tags) ? null : `${object.key}: tags are ${JSON.stringify(tags)}`;
      }),
  },
  {
    name: "three-files-were-denied-and-the-vendor-had-to-act",
    check: async ({ story, remedy }) => {
      const late = story.batch.map(({ key }) => key).filter((key) => key.startsWith(batchPlace.lateFolder));
      if (!same([...remedy.deniedKeys].sort(), late.sort()))
        return `denied were ${remedy.deniedKeys.join(", ") || "none"}`;
      if (remedy.kinds.join() !== "source_permission/vendor") return `told as ${remedy.kinds.join(", ")}`;
      return remedy.statement === null ? "no policy statement was given" : null;
    },
  },
  {
    name: "only-those-three-moved",
    check: async ({ story, remedy }) => {
      const writes = (await story.control.requests(remedy.appliedAfterRequest)).filter(
        ({ op, bucket }) => bucket === batchPlace.companyBucket && writing.has(op),
      );
      const expected = new Set(remedy.deniedKeys.map(destinationKeyOf));
      const other = writes.find(({ key }) => key === null || !expected.has(key));
      if (other) return `${other.op} on ${other.key}`;
      const moved = new Set(writes.filter(({ status }) => status === 200).map(({ key }) => key));
      return moved.size === expected.size ? null : `${moved.size} moved`;
    },
  },
  {
    name: "the-changed-file-is-the-new-version",
    check: async ({ story, trouble }) => {
      const object = story.batch.find(({ key }) => key === trouble.changedKey);
      if (object === undefined) return "no file was changed";
      const head = await story.company.send(
        new HeadObjectCommand({ Bucket: batchPlace.companyBucket, Key: destinationKeyOf(object.key) }),
      );
      if (head.ContentLength !== object.sizeBytes) return `${object.key} has ${head.ContentLength} bytes`;
      const file = (await readFiles(story, trouble.transferId)).find(({ key }) => key === object.key);
      const { restarts } = await story.api.get<{ restarts: number }>(
        `/v1/transfers/${trouble.transferId}/files/${file?.number}`,
      );
      if (restarts === 0) return `${object.key} was never started over`;
      return await compareHeads(story, object);
    },
  },
  {
    name: "nobody-had-to-act-when-amazon-slowed-us-down",
    check: async ({ trouble, remedy }) => {
      if (trouble.slowDowns === 0) return "Amazon never slowed us down";
      const blamed = remedy.kinds.filter((kind) => !kind.startsWith("source_permission/"));
      return blamed.length === 0 ? null : `somebody was asked to act on ${blamed.join(", ")}`;
    },
  },
  {
    name: "a-killed-copiers-parts-are-not-copied-again",
    check: async ({ story, trouble }) => {
      if (trouble.confirmedParts.size === 0) return "no part was copied before the kill";
      const again = (await story.control.requests(trouble.killedAfterRequest)).find(
        ({ op, key, partNumber }) => op === "UploadPartCopy" && trouble.confirmedParts.has(`${key}#${partNumber}`),
      );
      if (again) return `part ${again.partNumber} of ${again.key} was copied twice`;
      const files = await readFiles(story, trouble.transferId);
      return files.some(({ attempts, redrives }) => attempts > 1 + redrives) ? null : "no file was taken over";
    },
  },
  {
    name: "counts-are-equal",
    check: async ({ story, trouble }) => {
      const { counts, state } = await read(story, trouble.transferId);
      const files = await readFiles(story, trouble.transferId);
      const copied = files.filter((file) => file.state === "copied").length;
      const expected = story.batch.length;
      if (state !== "completed") return `the transfer is ${state}`;
      return counts.total === expected && counts.copied === expected && copied === expected
        ? null
        : `${expected} files were delivered, the transfer counts ${counts.copied} of ${counts.total}, its files ${copied}`;
    },
  },
  {
    name: "no-upload-is-left-open",
    check: async ({ story }) => {
      const { Uploads = [] } = await story.company.send(
        new ListMultipartUploadsCommand({ Bucket: batchPlace.companyBucket }),
      );
      return Uploads.length === 0 ? null : `${Uploads.length} left, such as ${Uploads[0]?.Key}`;
    },
  },
  {
    name: "dead-letter-queues-are-empty",
    check: async ({ story }) => {
      const { QueueUrls = [] } = await story.queues.send(new ListQueuesCommand({}));
      const deadLetterQueues = QueueUrls.filter((url) => /dlq|dead|needs-action/i.test(url));
      if (deadLetterQueues.length === 0) return `no dead-letter queue among ${QueueUrls.join(", ")}`;
      for (const QueueUrl of deadLetterQueues) {
        const left = async () => {
          const { Attributes = {} } = await story.queues.send(
            new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
          );
          return (
            Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
          );
        };
        const emptied = until(waiting(story, "the queue to be empty", 10_000), async () => (await left()) === 0);
        if (!(await emptied.catch(() => false))) return `${QueueUrl} holds ${await left()}`;
      }
      return null;
    },
  },
];

const writing = new Set([
  "PutObject",
  "CopyObject",
  "CreateMultipartUpload",
  "UploadPart",
  "UploadPartCopy",
  "CompleteMultipartUpload",
]);

function real(batch: readonly BatchObject[]): BatchObject[] {
  return batch.filter(({ content }) => content.type === "real");
}

function virtual(batch: readonly BatchObject[]): BatchObject[] {
  return batch.filter(({ content }) => content.type === "virtual");
}

async function firstOf(objects: BatchObject[], check: (object: BatchObject) => Promise<string | null>) {
  for (const object of objects) {
    const broken = await check(object);
    if (broken !== null) return broken;
  }
  return null;
}

async function sha256(client: S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  const hash = createHash("sha256");
  for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest("hex");
}

/** Size and the CRC-64/NVME of the whole object on both sides; nobody reads 100 GB twice. */
async function compareHeads(story: Story, object: BatchObject): Promise<string | null> {
  const [source, destination] = await Promise.all([
    story.vendor.send(
      new HeadObjectCommand({ Bucket: batchPlace.vendorBucket, Key: object.key, ChecksumMode: "ENABLED" }),
    ),
    story.company.send(
      new HeadObjectCommand({
        Bucket: batchPlace.companyBucket,
        Key: destinationKeyOf(object.key),
        ChecksumMode: "ENABLED",
      }),
    ),
  ]);
  if (source.ContentLength !== destination.ContentLength) {
    return `${object.key}: ${source.ContentLength} bytes became ${destination.ContentLength}`;
  }
  if (!source.ChecksumCRC64NVME || source.ChecksumCRC64NVME !== destination.ChecksumCRC64NVME) {
    return `${object.key}: CRC64NVME ${source.ChecksumCRC64NVME} became ${destination.ChecksumCRC64NVME}`;
  }
  return null;
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1)));
}
