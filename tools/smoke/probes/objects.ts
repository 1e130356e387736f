import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { SmokeContext } from "../probe.ts";

/** A key of the run's own, whose object is taken away at the end. */
export function ownKey({ clients, workplace, onCleanup }: SmokeContext, name: string): string {
  const key = `${workplace.prefix}${name}`;
  onCleanup(`s3://${workplace.bucket}/${key}`, () =>
    clients.s3.send(new DeleteObjectCommand({ Bucket: workplace.bucket, Key: key })),
  );
  return key;
}

/** Puts an object with metadata, a tag and a CRC64NVME checksum. */
export async function putOwn(
  context: SmokeContext,
  name: string,
  body: string | Uint8Array,
): Promise<{ key: string; eTag: string }> {
  const key = ownKey(context, name);
  const { ETag = "" } = await context.clients.s3.send(
    new PutObjectCommand({
      Bucket: context.workplace.bucket,
      Key: key,
      Body: body,
      ContentType: "text/x-smoke",
      Metadata: { sample: "smoke" },
      Tagging: "purpose=smoke",
      ChecksumAlgorithm: "CRC64NVME",
    }),
    { abortSignal: context.signal },
  );
  return { key, eTag: ETag };
}
