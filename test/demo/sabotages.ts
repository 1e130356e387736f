import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, PurgeQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { destination, source, type World } from "./world.ts";

/** Makes one claim untrue behind the fleet's back. `commit` gives what undoes it; null: what S3 was asked stays asked. */
export type Sabotage = {
  claim: string;
  what: string;
  commit: (world: World) => Promise<(() => Promise<unknown>) | null>;
};

/** At least one for each claim. What cannot be undone comes first, when all that it could hide is still whole. */
export const sabotages: Sabotage[] = [
  {
    claim: "only-those-three-moved",
    what: "a fourth file is copied too",
    async commit({ company, file }) {
      const { key, destinationKey } = file("small file", isSmall);
      await company.send(
        new CopyObjectCommand({ Bucket: destination, Key: destinationKey, CopySource: `${source}/${key}` }),
      );
      return null;
    },
  },
  {
    claim: "a-killed-copiers-parts-are-not-copied-again",
    what: "the first part of every large file is copied again",
    async commit({ company, files }) {
      for (const { key, destinationKey } of files.filter(isLarge)) {
        const to = { Bucket: destination, Key: destinationKey };
        const { UploadId } = await company.send(new CreateMultipartUploadCommand(to));
        const part = { PartNumber: 1, CopySource: `${source}/${key}`, CopySourceRange: "bytes=0-5242879" };
        await company.send(new UploadPartCopyCommand({ ...to, ...part, UploadId }));
        await company.send(new AbortMultipartUploadCommand({ ...to, UploadId }));
      }
      return null;
    },
  },
  {
    claim: "every-real-byte-is-equal",
    what: "one bit of one file is turned",
    async commit(world) {
      const to = { Bucket: destination, Key: world.file("small file", isSmall).destinationKey };
      const { Body } = await world.company.send(new GetObjectCommand(to));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      await world.company.send(new PutObjectCommand({ ...to, Body: bytes }));
      return dropVersion(world, to.Key);
    },
  },
  {
    claim: "large-files-are-equal",
    what: "one large file has other bytes of the same number",
    async commit(world) {
      const { destinationKey, sizeBytes } = world.file("large file", isLarge);
      await world.putVirtual(destinationKey, sizeBytes, 7);
      return dropVersion(world, destinationKey);
    },
  },
  {
    claim: "type-metadata-and-tags-are-equal",
    what: "one file has another type",
    commit: (world) => describeAnew(world, { ContentType: "text/plain" }),
  },
  {
    claim: "type-metadata-and-tags-are-equal",
    what: "one file has lost its metadata",
    commit: (world) => describeAnew(world, { Metadata: {} }),
  },
  {
    claim: "type-metadata-and-tags-are-equal",
    what: "one file has lost a tag",
    async commit({ company, file }) {
      const to = { Bucket: destination, Key: file("small file", isSmall).destinationKey };
      const { TagSet = [] } = await company.send(new GetObjectTaggingCommand(to));
      await company.send(new PutObjectTaggingCommand({ ...to, Tagging: { TagSet: TagSet.slice(1) } }));
      return () => company.send(new PutObjectTaggingCommand({ ...to, Tagging: { TagSet } }));
    },
  },
  {
    claim: "three-files-were-denied-and-the-vendor-had-to-act",
    what: "the ledger says another reason",
    async commit({ sql }) {
      const ofTransfer = "transfer = (select number from transfers where id = :transfer)";
      await sql(`update causes set kind = 'source_missing' where ${ofTransfer}`);
      return () => sql(`update causes set kind = 'source_permission' where ${ofTransfer}`);
    },
  },
  {
    claim: "three-files-were-denied-and-the-vendor-had-to-act",
    what: "the laboratory takes the statement out of its policy",
    async commit({ vendor }) {
      const { Policy = "" } = await vendor.send(new GetBucketPolicyCommand({ Bucket: source }));
      const { Version, Statement } = JSON.parse(Policy) as { Version: string; Statement: unknown[] };
      const without = JSON.stringify({ Version, Statement: Statement.slice(0, -1) });
      await vendor.send(new PutBucketPolicyCommand({ Bucket: source, Policy: without }));
      return () => vendor.send(new PutBucketPolicyCommand({ Bucket: source, Policy }));
    },
  },
  {
    claim: "the-changed-file-is-the-new-version",
    what: "the version before stands there",
    async commit(world) {
      const { destinationKey, sizeBytes } = world.file("changed file", isChanged);
      await world.putVirtual(destinationKey, sizeBytes - 1_000_000_000, 1_001);
      return dropVersion(world, destinationKey);
    },
  },
  {
    claim: "the-changed-file-is-the-new-version",
    what: "the ledger knows of no new start",
    async commit({ sql, file }) {
      const { number, restarts } = file("changed file", isChanged);
      const ofFile = `number = ${number} and transfer = (select number from transfers where id = :transfer)`;
      await sql(`update files set restarts = 0 where ${ofFile}`);
      return () => sql(`update files set restarts = ${restarts} where ${ofFile}`);
    },
  },
  {
    claim: "nobody-had-to-act-when-amazon-slowed-us-down",
    what: "the ledger says that the operator had to",
    async commit({ sql }) {
      await sql(
        `insert into causes (id, transfer, kind, action_by, side, action)
         select 'blame', number, 'throttled', 'operator', 'destination', '' from transfers where id = :transfer`,
      );
      return () => sql("delete from causes where id = 'blame' and :transfer <> ''");
    },
  },
  {
    claim: "counts-are-equal",
    what: "a counter is one too low",
    async commit({ sql }) {
      const anyShard = `where (transfer, shard) = (select c.transfer, min(c.shard) from transfer_counters c
        join transfers t on t.number = c.transfer where t.id = :transfer group by 1)`;
      await sql(`update transfer_counters set copied = copied - 1 ${anyShard}`);
      return () => sql(`update transfer_counters set copied = copied + 1 ${anyShard}`);
    },
  },
  {
    claim: "no-upload-is-left-open",
    what: "an upload is begun and left",
    async commit({ company, file }) {
      const to = { Bucket: destination, Key: file("large file", isLarge).destinationKey };
      const { UploadId } = await company.send(new CreateMultipartUploadCommand(to));
      return () => company.send(new AbortMultipartUploadCommand({ ...to, UploadId }));
    },
  },
  {
    claim: "dead-letter-queues-are-empty",
    what: "a dead letter lies there that nobody records",
    async commit({ coordinators, queues }) {
      for (const pid of coordinators()) process.kill(pid, "SIGSTOP");
      const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: "s3mirror-local-needs-action" }));
      await queues.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
      return async () => {
        await queues.send(new PurgeQueueCommand({ QueueUrl }));
        for (const pid of coordinators()) process.kill(pid, "SIGCONT");
      };
    },
  },
];

type Described = { key: string; sizeBytes: number; restarts: number };
const isLarge = ({ sizeBytes, restarts }: Described) => sizeBytes >= 10_000_000_000 && restarts === 0;
const isSmall = ({ key }: Described) => key.includes("/fastq/");
const isChanged = ({ restarts }: Described) => restarts > 0;

/** The newest version of an object goes: the one before stands there again. */
async function dropVersion({ company }: World, Key: string) {
  const { VersionId } = await company.send(new HeadObjectCommand({ Bucket: destination, Key }));
  return () => company.send(new DeleteObjectCommand({ Bucket: destination, Key, VersionId }));
}

/** The same bytes and tags under another description. */
async function describeAnew(world: World, change: { ContentType?: string; Metadata?: Record<string, string> }) {
  const { destinationKey: Key } = world.file("small file", isSmall);
  const { ContentType, Metadata } = await world.company.send(new HeadObjectCommand({ Bucket: destination, Key }));
  await world.company.send(
    new CopyObjectCommand({
      Bucket: destination,
      Key,
      CopySource: `${destination}/${Key}`,
      MetadataDirective: "REPLACE",
      ContentType,
      Metadata,
      ...change,
    }),
  );
  return dropVersion(world, Key);
}
