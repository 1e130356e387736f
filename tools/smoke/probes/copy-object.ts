import { CopyObjectCommand } from "@aws-sdk/client-s3";
import { refusalOf } from "../aws-error.ts";
import { compareCopy, putOwn } from "../objects.ts";
import { didNotHold, held, type Probe } from "../probe.ts";

export const copyObject: Probe = {
  name: "copy-object",
  claim:
    "Asked by the caller, CopyObject keeps metadata, tags and the full-object CRC64NVME, and refuses a source that changed with 412",
  uses: () => ({ s3Writes: 3, s3Reads: 4 }),
  async run(context) {
    const { s3 } = context.clients;
    const { bucket: Bucket, prefix } = context.workplace;
    const source = await putOwn(context, context.workplace, "copy-source", "the bytes of a copy");
    const Key = `${prefix}copy-target`;
    const ask = { Bucket, Key, CopySource: `${Bucket}/${source.key}`, ChecksumAlgorithm: "CRC64NVME" as const };
    const options = { abortSignal: context.signal };
    const stale = await refusalOf(
      s3.send(new CopyObjectCommand({ ...ask, CopySourceIfMatch: '"00000000000000000000000000000000"' }), options),
    );
    if (stale?.status !== 412) return didNotHold(`a stale CopySourceIfMatch: ${stale?.text ?? "copied"}`);
    const copied = await s3.send(new CopyObjectCommand({ ...ask, CopySourceIfMatch: source.eTag }), options);
    const { difference, checksum } = await compareCopy(
      context,
      { bucket: Bucket, key: source.key },
      { bucket: Bucket, key: Key },
    );
    return difference === null
      ? held(`${checksum}, request ${copied.$metadata.requestId}`)
      : didNotHold(`${difference}, request ${copied.$metadata.requestId}`);
  },
};
