import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { batchPlace } from "./batch.ts";
import { destinationKeyOf } from "./place.ts";
import type { Story } from "./story.ts";

/** For the demo's own test: makes one claim untrue behind the fleet's back, to see that the check notices. */
export async function breakClaim(story: Story, name: string): Promise<void> {
  const small = story.batch.find(({ content }) => content.type === "real");
  if (small === undefined) throw new Error("The batch has no real file.");
  const to = { Bucket: batchPlace.companyBucket, Key: destinationKeyOf(small.key) };
  switch (name) {
    case "every-real-byte-is-equal": {
      const { Body } = await story.company.send(new GetObjectCommand(to));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      await story.company.send(new PutObjectCommand({ ...to, Body: bytes }));
      return;
    }
    case "type-metadata-and-tags-are-equal":
      await story.company.send(
        new PutObjectTaggingCommand({ ...to, Tagging: { TagSet: [{ Key: "project", Value: "another" }] } }),
      );
      return;
    case "no-upload-is-left-open":
      await story.company.send(new CreateMultipartUploadCommand(to));
      return;
    default:
      throw new Error(`S3MIRROR_DEMO_BREAK: there is no way to break ${name}.`);
  }
}
