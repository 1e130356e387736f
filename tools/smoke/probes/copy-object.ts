import { CopyObjectCommand, GetObjectTaggingCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { errorOf } from "../aws-error.ts";
import { type Probe, proven, refuted } from "../probe.ts";
import { ownKey, putOwn } from "./objects.ts";

export const copyObject: Probe = {
  name: "copy-object",
  proves: "CopyObject keeps metadata, tags and the full-object CRC64NVME, and refuses a source that changed with 412",
  costDollars: 0.0001,
  async run(context) {
    const { s3 } = context.clients;
    const { bucket: Bucket } = context.workplace;
    const source = await putOwn(context, "copy-source", "the bytes of a copy");
    const Key = ownKey(context, "copy-target");
    const ask = { Bucket, Key, CopySource: `${Bucket}/${source.key}`, ChecksumAlgorithm: "CRC64NVME" as const };
    const options = { abortSignal: context.signal };
    const stale = await errorOf(
      s3.send(new CopyObjectCommand({ ...ask, CopySourceIfMatch: '"00000000000000000000000000000000"' }), options),
    );
    if (stale?.status !== 412) return refuted(`a stale CopySourceIfMatch: ${stale?.text ?? "copied"}`);
    const copied = await s3.send(new CopyObjectCommand({ ...ask, CopySourceIfMatch: source.eTag }), options);
    const head = (key: string) =>
      s3.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: "ENABLED" }), options);
    const [before, after] = [await head(source.key), await head(Key)];
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }), options);
    const seen = `${after.ChecksumType} CRC64NVME ${before.ChecksumCRC64NVME} -> ${after.ChecksumCRC64NVME}, request ${copied.$metadata.requestId}`;
    if (after.ChecksumCRC64NVME === undefined || after.ChecksumCRC64NVME !== before.ChecksumCRC64NVME)
      return refuted(`checksums: ${seen}`);
    if (after.ChecksumType !== "FULL_OBJECT") return refuted(`type of checksum: ${seen}`);
    if (after.Metadata?.sample !== "smoke" || after.ContentType !== "text/x-smoke")
      return refuted(`metadata lost: ${JSON.stringify(after.Metadata)}, ${after.ContentType}`);
    if (TagSet?.[0]?.Value !== "smoke") return refuted(`tags lost: ${JSON.stringify(TagSet)}`);
    return proven(seen);
  },
};
