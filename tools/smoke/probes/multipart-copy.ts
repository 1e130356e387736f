import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { refusalOf } from "../aws-error.ts";
import { partBytes, putOwn } from "../objects.ts";
import { didNotHold, held, type Probe } from "../probe.ts";

export const multipartCopy: Probe = {
  name: "multipart-copy",
  claim:
    "Asked by the caller, UploadPartCopy pins its source, ListParts gives back what a lost copier had, Complete refuses a wrong checksum before there is an object and an existing object with 412, and the CRC64NVME equals the source's",
  uses: () => ({ s3Writes: 14, s3Reads: 6 }),
  async run(context) {
    const { s3 } = context.clients;
    const { bucket: Bucket, prefix } = context.workplace;
    const options = { abortSignal: context.signal };
    const source = await putOwn(context, context.workplace, "parts-source", new Uint8Array(partBytes + 1_000).fill(7));
    const Key = `${prefix}parts-target`;
    const head = (key: string) =>
      s3.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: "ENABLED" }), options);
    async function upload() {
      const crc = { ChecksumAlgorithm: "CRC64NVME", ChecksumType: "FULL_OBJECT" } as const;
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...crc }), options);
      const own = { Bucket, Key, UploadId };
      const copy = (PartNumber: number, CopySourceRange: string, CopySourceIfMatch = source.eTag) =>
        new UploadPartCopyCommand({
          ...own,
          PartNumber,
          CopySource: `${Bucket}/${source.key}`,
          CopySourceRange,
          CopySourceIfMatch,
        });
      const stale = await refusalOf(s3.send(copy(1, `bytes=0-${partBytes - 1}`, '"0"'), options));
      await s3.send(copy(1, `bytes=0-${partBytes - 1}`), options);
      await s3.send(copy(2, `bytes=${partBytes}-${partBytes + 999}`), options);
      const { Parts = [] } = await s3.send(new ListPartsCommand(own), options);
      const complete = (more: Partial<CompleteMultipartUploadCommandInput> = {}) =>
        s3.send(
          new CompleteMultipartUploadCommand({
            ...own,
            IfNoneMatch: "*",
            ChecksumType: "FULL_OBJECT",
            MultipartUpload: {
              Parts: Parts.map(({ PartNumber, ETag, ChecksumCRC64NVME }) => ({ PartNumber, ETag, ChecksumCRC64NVME })),
            },
            ...more,
          }),
          options,
        );
      return { stale, parts: Parts.length, complete };
    }
    const first = await upload();
    if (first.stale?.status !== 412) return didNotHold(`a stale source of a part: ${first.stale?.text ?? "copied"}`);
    if (first.parts !== 2) return didNotHold(`ListParts names ${first.parts} parts of 2`);
    const wrong = await refusalOf(first.complete({ ChecksumCRC64NVME: "AAAAAAAAAAA=" }));
    if (wrong?.status !== 400) return didNotHold(`a wrong checksum on Complete: ${wrong?.text ?? "completed"}`);
    const nothing = await refusalOf(head(Key));
    if (nothing?.status !== 404)
      return didNotHold(`after a refused Complete: ${nothing?.text ?? "there is an object"}`);
    const completed = await first.complete();
    const second = await refusalOf((await upload()).complete());
    if (second?.status !== 412) return didNotHold(`a second Complete: ${second?.text ?? "overwrote"}`);
    const [before, after] = [await head(source.key), await head(Key)];
    const seen = `CRC64NVME ${before.ChecksumCRC64NVME} -> ${after.ChecksumCRC64NVME}, request ${completed.$metadata.requestId}; wrong checksum: ${wrong.name}; again: ${second.text}`;
    return after.ChecksumCRC64NVME !== undefined && after.ChecksumCRC64NVME === before.ChecksumCRC64NVME
      ? held(seen)
      : didNotHold(seen);
  },
};
