import type { WrittenObject } from "./s3-transport.ts";

/** What the answer to a write tells of the object; its ETag is put in by who knows where it stands. */
export function written(answer: {
  VersionId?: string;
  ServerSideEncryption?: string;
  SSECustomerAlgorithm?: string;
  $metadata: { requestId?: string };
}): WrittenObject {
  return {
    etag: null,
    versionId: answer.VersionId ?? null,
    checksums: checksumsOf(answer),
    encryption: answer.SSECustomerAlgorithm ? "sse-c" : (answer.ServerSideEncryption ?? null),
    requestId: answer.$metadata.requestId ?? null,
  };
}

/** `{ CRC64NVME: "…" }` from the `Checksum…` fields of an answer. */
export function checksumsOf(answer: object | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer ?? {})) {
    const algorithm = /^Checksum([A-Z0-9]+)$/.exec(name)?.[1];
    if (algorithm !== undefined && typeof value === "string") found[algorithm] = value;
  }
  return found;
}

/** @throws Error like one of the SDK, with the status 200: an answer that cannot be read is a lost one */
export function required(value: string | undefined, operation: string): string {
  if (value === undefined)
    throw Object.assign(new Error(`${operation} answered without what it is asked for`), {
      $metadata: { httpStatusCode: 200 },
    });
  return value;
}
