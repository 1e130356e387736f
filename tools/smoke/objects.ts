import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { describeError } from "./aws-error.ts";
import type { Place, SmokeContext } from "./probe.ts";
import { sweepLater } from "./sweep.ts";

const MIB = 1_024 * 1_024;
export const partBytes = 5 * MIB;
const seedBytes = 16 * MIB;
const mostPieces = 64;
const copiesAtOnce = 16;

/** What every object of the run carries, so that a copy can be seen to carry it as well. */
const carried = { ContentType: "text/x-smoke", Metadata: { sample: "smoke" }, Tagging: "purpose=smoke" } as const;

/** Puts an object with metadata, a tag and a CRC64NVME checksum at a place of the run's own. */
export async function putOwn(
  context: SmokeContext,
  place: Place,
  name: string,
  body: string | Uint8Array,
  more: Pick<PutObjectCommandInput, "ServerSideEncryption" | "SSEKMSKeyId"> = {},
): Promise<{ key: string; eTag: string }> {
  const { clients, signal } = context;
  sweepLater(context, place);
  const key = `${place.prefix}${name}`;
  const put = new PutObjectCommand({
    Bucket: place.bucket,
    Key: key,
    Body: body,
    ...carried,
    ...more,
    ChecksumAlgorithm: "CRC64NVME",
  });
  try {
    const { ETag = "" } = await clients.s3.send(put, { abortSignal: signal });
    return { key, eTag: ETag };
  } catch (error) {
    if (describeError(error).status !== 403) throw error;
    const remedy = `let the caller write below s3://${place.bucket}/${place.prefix}, or take a route whose buckets are yours (--route)`;
    throw Object.assign(new Error(`${describeError(error).text}; ${remedy}`), {
      name: "AccessDenied",
      $metadata: { httpStatusCode: 403 },
    });
  }
}

/**
 * Makes an object of `parts` times 5 MiB without sending it: 16 MiB are sent, and copied inside S3 until there is enough.
 * @returns its key
 */
export async function putLarge(context: SmokeContext, place: Place, name: string, parts: number): Promise<string> {
  const sizeBytes = parts * partBytes;
  let piece = await putOwn(context, place, `${name}-seed`, new Uint8Array(seedBytes).fill(7));
  let pieceBytes = seedBytes;
  for (let step = 1; pieceBytes * mostPieces < sizeBytes; step += 1) {
    const key = await join(context, place, `${name}-seed-${step}`, piece.key, pieceBytes, pieceBytes * mostPieces);
    piece = { key, eTag: "" };
    pieceBytes *= mostPieces;
  }
  return await join(context, place, name, piece.key, pieceBytes, sizeBytes);
}

/** One object made of copies of another, the last of them cut. */
async function join(
  { clients: { s3 }, signal }: SmokeContext,
  { bucket: Bucket, prefix }: Place,
  name: string,
  piece: string,
  pieceBytes: number,
  sizeBytes: number,
): Promise<string> {
  const Key = `${prefix}${name}`;
  const options = { abortSignal: signal };
  const crc = { ChecksumAlgorithm: "CRC64NVME", ChecksumType: "FULL_OBJECT" } as const;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...carried, ...crc }), options);
  const numbers = Array.from({ length: Math.ceil(sizeBytes / pieceBytes) }, (_, index) => index + 1);
  const Parts: { PartNumber: number; ETag: string | undefined; ChecksumCRC64NVME: string | undefined }[] = [];
  const copyNext = async (): Promise<void> => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const last = Math.min(pieceBytes, sizeBytes - (number - 1) * pieceBytes) - 1;
      const { CopyPartResult: part } = await s3.send(
        new UploadPartCopyCommand({
          ...{ Bucket, Key, UploadId, PartNumber: number },
          CopySource: `${Bucket}/${piece}`,
          CopySourceRange: `bytes=0-${last}`,
        }),
        options,
      );
      Parts.push({ PartNumber: number, ETag: part?.ETag, ChecksumCRC64NVME: part?.ChecksumCRC64NVME });
    }
  };
  await Promise.all(Array.from({ length: copiesAtOnce }, copyNext));
  Parts.sort((a, b) => a.PartNumber - b.PartNumber);
  await s3.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      ChecksumType: crc.ChecksumType,
      MultipartUpload: { Parts },
    }),
    options,
  );
  return Key;
}

/** How a copy differs from its source in what both carry; null when it does not, with the checksum that says so. */
export async function compareCopy(
  { clients: { s3 }, signal }: SmokeContext,
  source: { bucket: string; key: string },
  copy: { bucket: string; key: string },
): Promise<{ difference: string | null; checksum: string }> {
  const look = async ({ bucket: Bucket, key: Key }: { bucket: string; key: string }) => {
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }), {
      abortSignal: signal,
    });
    const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }), { abortSignal: signal });
    return {
      size: `${head.ContentLength}`,
      checksum: `${head.ChecksumType} CRC64NVME ${head.ChecksumCRC64NVME}`,
      type: head.ContentType,
      metadata: JSON.stringify(head.Metadata),
      tags: TagSet.map((tag) => `${tag.Key}=${tag.Value}`).join("&"),
    };
  };
  const [before, after] = [await look(source), await look(copy)];
  const differing = (Object.keys(before) as (keyof typeof before)[]).filter((name) => before[name] !== after[name]);
  const told = differing.map((name) => `${name}: ${before[name]} -> ${after[name]}`);
  if (
    after.checksum !== before.checksum ||
    !after.checksum.startsWith("FULL_OBJECT") ||
    /undefined/.test(after.checksum)
  )
    return {
      difference: [`checksums ${before.checksum} -> ${after.checksum}`, ...told].join("; "),
      checksum: after.checksum,
    };
  return { difference: told.length === 0 ? null : told.join("; "), checksum: after.checksum };
}
