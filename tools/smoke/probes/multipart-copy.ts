import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { errorOf } from "../aws-error.ts";
import { type Probe, proven, refuted } from "../probe.ts";
import { ownKey, putOwn } from "./objects.ts";

const partBytes = 5 * 1_024 * 1_024;

export const multipartCopy: Probe = {
  name: "multipart-copy",
  proves:
    "UploadPartCopy pins its source, ListParts gives back what a lost copier had, If-None-Match refuses a second Complete with 412, and the CRC64NVME equals the source's",
  costDollars: 0.0002,
  async run(context) {
    const { s3 } = context.clients;
    const { bucket: Bucket } = context.workplace;
    const options = { abortSignal: context.signal };
    const source = await putOwn(context, "parts-source", new Uint8Array(partBytes + 1_000).fill(7));
    const Key = ownKey(context, "parts-target");
    async function upload() {
      const crc = { ChecksumAlgorithm: "CRC64NVME", ChecksumType: "FULL_OBJECT" } as const;
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...crc }), options);
      const own = { Bucket, Key, UploadId };
      context.onCleanup(`the upload ${UploadId} of s3://${Bucket}/${Key}`, async () => {
        const error = await errorOf(s3.send(new AbortMultipartUploadCommand(own)));
        if (error !== null && error.name !== "NoSuchUpload") throw new Error(error.text);
      });
      const copy = (PartNumber: number, CopySourceRange: string, CopySourceIfMatch = source.eTag) =>
        new UploadPartCopyCommand({
          ...own,
          PartNumber,
          CopySource: `${Bucket}/${source.key}`,
          CopySourceRange,
          CopySourceIfMatch,
        });
      const stale = await errorOf(s3.send(copy(1, `bytes=0-${partBytes - 1}`, '"0"'), options));
      await s3.send(copy(1, `bytes=0-${partBytes - 1}`), options);
      await s3.send(copy(2, `bytes=${partBytes}-${partBytes + 999}`), options);
      const { Parts = [] } = await s3.send(new ListPartsCommand(own), options);
      const complete = new CompleteMultipartUploadCommand({
        ...own,
        IfNoneMatch: "*",
        MultipartUpload: {
          Parts: Parts.map(({ PartNumber, ETag, ChecksumCRC64NVME }) => ({ PartNumber, ETag, ChecksumCRC64NVME })),
        },
      });
      return { stale, parts: Parts.length, complete: () => s3.send(complete, options) };
    }
    const first = await upload();
    if (first.stale?.status !== 412) return refuted(`a stale source of a part: ${first.stale?.text ?? "copied"}`);
    if (first.parts !== 2) return refuted(`ListParts names ${first.parts} parts of 2`);
    const completed = await first.complete();
    const second = await errorOf((await upload()).complete());
    if (second?.status !== 412) return refuted(`a second Complete: ${second?.text ?? "overwrote"}`);
    const head = (key: string) =>
      s3.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: "ENABLED" }), options);
    const [before, after] = [await head(source.key), await head(Key)];
    const seen = `CRC64NVME ${before.ChecksumCRC64NVME} -> ${after.ChecksumCRC64NVME}, request ${completed.$metadata.requestId}; ${second.text}`;
    return after.ChecksumCRC64NVME !== undefined && after.ChecksumCRC64NVME === before.ChecksumCRC64NVME
      ? proven(seen)
      : refuted(seen);
  },
};
