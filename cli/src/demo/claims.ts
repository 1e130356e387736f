import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { batchPlace } from "./batch.ts";
import { read, waiting } from "./copy.ts";
import type { DeliveredObject, Evidence } from "./evidence.ts";
import { readStatements } from "./laboratory.ts";
import { destinationKeyOf } from "./place.ts";
import { readCauses } from "./remedied.ts";
import type { Doors } from "./story.ts";
import { readFiles } from "./trouble.ts";
import { until } from "./until.ts";

/** One thing the demo claims. `check` says what does not hold, or null. */
export type Claim = { name: string; check: (doors: Doors, evidence: Evidence) => Promise<string | null> };

export const claims: Claim[] = [
  {
    name: "every-real-byte-is-equal",
    check: (doors, { batch }) =>
      firstOf(ofType(batch, "real"), async ({ key }) => {
        const [source, destination] = await Promise.all([
          sha256(doors.vendor, batchPlace.vendorBucket, key),
          sha256(doors.company, batchPlace.companyBucket, destinationKeyOf(key)),
        ]);
        return source === destination ? null : `${key}: SHA-256 ${source} became ${destination}`;
      }),
  },
  {
    name: "large-files-are-equal",
    check: (doors, { batch }) => firstOf(ofType(batch, "virtual"), (object) => compareHeads(doors, object)),
  },
  {
    name: "type-metadata-and-tags-are-equal",
    check: ({ company }, { batch }) =>
      firstOf(batch, async (object) => {
        const to = { Bucket: batchPlace.companyBucket, Key: destinationKeyOf(object.key) };
        const { ContentType, Metadata = {} } = await company.send(new HeadObjectCommand(to));
        const { TagSet = [] } = await company.send(new GetObjectTaggingCommand(to));
        const tags = Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value]));
        if (ContentType !== object.contentType) return `${object.key}: Content-Type is ${ContentType}`;
        if (!isDeepStrictEqual(Metadata, object.metadata))
          return `${object.key}: metadata is ${JSON.stringify(Metadata)}`;
        return isDeepStrictEqual(tags, object.tags) ? null : `${object.key}: tags are ${JSON.stringify(tags)}`;
      }),
  },
  {
    name: "three-files-were-denied-and-the-vendor-had-to-act",
    check: async (doors, { batch, remedy }) => {
      const late = batch.map(({ key }) => key).filter((key) => key.startsWith(batchPlace.lateFolder));
      if (!isDeepStrictEqual([...remedy.deniedKeys].sort(), late.sort()))
        return `denied were ${remedy.deniedKeys.join(", ") || "none"}`;
      const told = (await readCauses(doors, remedy.transferId)).map(({ kind, actionBy }) => `${kind}/${actionBy}`);
      if (!told.includes("source_permission/vendor")) return `told as ${told.join(", ")}`;
      const statements = await readStatements(doors.vendor, batchPlace.vendorBucket);
      return statements.some((statement) => isDeepStrictEqual(statement, remedy.statement))
        ? null
        : "the laboratory's policy does not have the statement that it was asked for";
    },
  },
  {
    name: "only-those-three-moved",
    check: async ({ control }, { remedy }) => {
      const writes = (await control.requests(remedy.appliedAfterRequest)).filter(
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
    check: async (doors, { batch, trouble }) => {
      const object = batch.find(({ key }) => key === trouble.changedKey);
      if (object === undefined) return "no file was changed";
      const head = await doors.company.send(
        new HeadObjectCommand({ Bucket: batchPlace.companyBucket, Key: destinationKeyOf(object.key) }),
      );
      if (head.ContentLength !== object.sizeBytes) return `${object.key} has ${head.ContentLength} bytes`;
      const file = (await readFiles(doors, trouble.transferId)).find(({ key }) => key === object.key);
      const { restarts } = await doors.api.get<{ restarts: number }>(
        `/v1/transfers/${trouble.transferId}/files/${file?.number}`,
      );
      if (restarts === 0) return `${object.key} was never started over`;
      return await compareHeads(doors, object);
    },
  },
  {
    name: "nobody-had-to-act-when-amazon-slowed-us-down",
    check: async (doors, { trouble }) => {
      if (trouble.slowDowns === 0) return "Amazon never slowed us down";
      const causes = await readCauses(doors, trouble.transferId);
      const blamed = causes.filter(({ kind }) => kind !== "source_permission");
      return blamed.length === 0
        ? null
        : blamed.map(({ kind, actionBy }) => `${actionBy} was asked to act on ${kind}`).join(", ");
    },
  },
  {
    name: "a-killed-copiers-parts-are-not-copied-again",
    check: async (doors, { trouble }) => {
      const confirmed = new Set(trouble.confirmedParts);
      if (confirmed.size === 0) return "no part was copied before the kill";
      const again = (await doors.control.requests(trouble.killedAfterRequest)).find(
        ({ op, key, partNumber }) => op === "UploadPartCopy" && confirmed.has(`${key}#${partNumber}`),
      );
      if (again) return `part ${again.partNumber} of ${again.key} was copied twice`;
      const files = await readFiles(doors, trouble.transferId);
      return files.some(({ attempts, redrives }) => attempts > 1 + redrives) ? null : "no file was taken over";
    },
  },
  {
    name: "counts-are-equal",
    check: async (doors, { batch, trouble }) => {
      const { counts, state } = await read(doors, trouble.transferId);
      const files = await readFiles(doors, trouble.transferId);
      const copied = files.filter((file) => file.state === "copied").length;
      const expected = batch.length;
      if (state !== "completed") return `the transfer is ${state}`;
      return counts.total === expected && counts.copied === expected && copied === expected
        ? null
        : `${expected} files were delivered, the transfer counts ${counts.copied} of ${counts.total}, its files ${copied}`;
    },
  },
  {
    name: "no-upload-is-left-open",
    check: async ({ company }) => {
      const { Uploads = [] } = await company.send(
        new ListMultipartUploadsCommand({ Bucket: batchPlace.companyBucket }),
      );
      return Uploads.length === 0 ? null : `${Uploads.length} left, such as ${Uploads[0]?.Key}`;
    },
  },
  {
    name: "dead-letter-queues-are-empty",
    check: async (doors) => {
      const { QueueUrls = [] } = await doors.queues.send(new ListQueuesCommand({}));
      const deadLetterQueues = QueueUrls.filter((url) => /dlq|dead|needs-action/i.test(url));
      if (deadLetterQueues.length === 0) return `no dead-letter queue among ${QueueUrls.join(", ")}`;
      for (const QueueUrl of deadLetterQueues) {
        const left = async () => {
          const { Attributes = {} } = await doors.queues.send(
            new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
          );
          return (
            Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
          );
        };
        const emptied = until(waiting(doors, "the queue to be empty", 10_000), async () => (await left()) === 0);
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

function ofType(batch: DeliveredObject[], type: "real" | "virtual"): DeliveredObject[] {
  return batch.filter(({ content }) => content.type === type);
}

async function firstOf(objects: DeliveredObject[], check: (object: DeliveredObject) => Promise<string | null>) {
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
async function compareHeads(doors: Doors, object: DeliveredObject): Promise<string | null> {
  const [source, destination] = await Promise.all([
    doors.vendor.send(
      new HeadObjectCommand({ Bucket: batchPlace.vendorBucket, Key: object.key, ChecksumMode: "ENABLED" }),
    ),
    doors.company.send(
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
