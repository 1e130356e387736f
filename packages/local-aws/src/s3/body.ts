import { createHash } from "node:crypto";
import { crc64nvmeOfNothing, crc64nvmeToBase64, crc64nvmeUpdate } from "@s3mirror/core/crc64nvme";
import { decodeAwsChunked } from "./aws-chunked.ts";
import { announcedChecksum, badDigest, checksumHeader, createHasher } from "./checksum.ts";
import { arriveContent, type Content } from "./content.ts";
import type { Extent } from "./extents.ts";
import { header, type S3Request } from "./request.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { ChecksumAlgorithm } from "./state.ts";

/** Bytes that arrived whole and as signed: `md5` in hex, `crc64` and the client's own checksum in base64. */
export type Received = {
  extents: Extent[];
  size: number;
  md5: string;
  crc64: string;
  checksum: { algorithm: ChecksumAlgorithm; value: string } | null;
};

const mostBytes = 5 * 1024 ** 3;

/**
 * Writes a request's body to a content file and checks everything the client said of it.
 * @throws EntityTooLarge above 5 GiB, BadDigest, XAmzContentSHA256Mismatch, IncompleteBody
 */
export async function receiveContent(content: Content, request: S3Request): Promise<Received> {
  const arriving = await arriveContent(content);
  try {
    let size = 0;
    let crc = crc64nvmeOfNothing;
    const { md5, checksum } = await readBody(request, mostBytes, async (bytes) => {
      crc = crc64nvmeUpdate(crc, bytes);
      for (let written = 0; written < bytes.length; ) {
        written += (await arriving.file.write(bytes, written)).bytesWritten;
      }
      size += bytes.length;
    });
    const told = { size, md5, crc64: crc64nvmeToBase64(crc), checksum };
    if (size === 0) {
      await arriving.drop();
      return { ...told, extents: [] };
    }
    const name = await arriving.keep();
    return { ...told, extents: [{ content: name, offset: 0, length: size }] };
  } catch (error) {
    await arriving.drop();
    throw error;
  }
}

/** A request's body as text, checked like any other. @throws MaxMessageLengthExceeded */
export async function receiveText(request: S3Request, most: number): Promise<string> {
  const pieces: Buffer[] = [];
  await readBody(request, most, (bytes) => {
    pieces.push(bytes);
  });
  return Buffer.concat(pieces).toString("utf8");
}

async function readBody(request: S3Request, most: number, take: (bytes: Buffer) => void | Promise<void>) {
  const payloadHash = header(request, "x-amz-content-sha256") ?? "";
  const trailers = new Map<string, string>();
  const raw: AsyncIterable<Buffer> = request.incoming;
  const body = isChunked(payloadHash) ? decodeAwsChunked(raw, trailers) : raw;
  const announced = announcedChecksum(request);
  const hasher = announced && createHasher(announced.algorithm);
  const sha256 = /^[0-9a-f]{64}$/.test(payloadHash) ? createHash("sha256") : null;
  const md5 = createHash("md5");
  const tooLarge = (): S3Error =>
    most === mostBytes
      ? new S3Error("EntityTooLarge", undefined, { MaxSizeAllowed: most })
      : new S3Error("MaxMessageLengthExceeded", undefined, { MaxMessageLengthBytes: most });
  if (Number(header(request, "x-amz-decoded-content-length") ?? header(request, "content-length")) > most)
    throw tooLarge();

  let size = 0;
  for await (const bytes of body) {
    size += bytes.length;
    if (size > most) throw tooLarge();
    sha256?.update(bytes);
    md5.update(bytes);
    hasher?.update(bytes);
    await take(bytes);
  }
  const decoded = header(request, "x-amz-decoded-content-length");
  if (decoded !== undefined && Number(decoded) !== size) throw new S3Error("IncompleteBody");
  if (sha256 && sha256.digest("hex") !== payloadHash) throw new S3Error("XAmzContentSHA256Mismatch");
  const digest = md5.digest();
  const contentMd5 = header(request, "content-md5");
  if (contentMd5 !== undefined && Buffer.from(contentMd5, "base64").toString("base64") !== contentMd5) {
    throw new S3Error("InvalidDigest", undefined, { "Content-MD5": contentMd5 });
  }
  if (contentMd5 !== undefined && contentMd5 !== digest.toString("base64")) {
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const checksum = announced && hasher && { algorithm: announced.algorithm, value: await hasher.digest() };
  if (announced && checksum) {
    const expected = announced.value ?? trailers.get(checksumHeader(announced.algorithm));
    if (expected !== checksum.value) throw badDigest(announced.algorithm);
  }
  return { md5: digest.toString("hex"), checksum };
}

function isChunked(payloadHash: string): boolean {
  if (payloadHash === "STREAMING-UNSIGNED-PAYLOAD-TRAILER") return true;
  if (/^[0-9a-f]{64}$/.test(payloadHash) || payloadHash === "UNSIGNED-PAYLOAD") return false;
  throw notImplemented(`the payload hash ${payloadHash}`);
}
