import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { bareEtag } from "@s3mirror/core/multipart-etag";
import type { TransferCredentials } from "@s3mirror/core/transfer-role/credentials";
import { renewWhenRefused } from "@s3mirror/core/transfer-role/renew-when-refused";
import { describeSdkError } from "./describe-sdk-error.ts";
import { checksumsOf, required, written } from "./s3-answers.ts";
import { at, carried, carryExpires, conditions, from, quoted, to } from "./s3-parameters.ts";
import type { ObjectHead, S3Requests, S3Transport } from "./s3-transport.ts";
import { type KeepSessions, speakByRoute } from "./speak-by-route.ts";

// S3 may take minutes to put a large object together, and keeps the connection alive with blanks meanwhile.
const patient = { requestTimeout: 15 * 60_000 };
const copying = { requestTimeout: 5 * 60_000 };
const quick = { requestTimeout: 30_000 };

/**
 * S3 by the AWS SDK. Every request is sent once (`maxAttempts: 1`): the SDK would hide throttling from the gate, and the
 * first ambiguous answer to Complete or CopyObject must reach us. Where there is a transfer role every route's requests
 * are sent under a session of its own; one agent has the connections of all. Endpoint, region and the process's own
 * credentials are the SDK's business (AWS_ENDPOINT_URL_S3 and so on), unless `client` says otherwise.
 */
export function openS3(input: {
  connections: number;
  transferRole?: KeepSessions & { assume: (policy: string | null) => TransferCredentials };
  client?: S3ClientConfig;
}): { s3: S3Transport; close: () => void } {
  const { transferRole } = input;
  const agent = { keepAlive: true, maxSockets: input.connections };
  const config: S3ClientConfig = {
    ...input.client,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: 5_000,
      socketTimeout: 5 * 60_000,
      throwOnRequestTimeout: true,
      ...quick,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
  const client = new S3Client(config);
  const { requestHandler } = client.config;
  const describe = describeSdkError;
  const close = () => client.destroy();
  if (transferRole === undefined) return { s3: { ...speakSdk(client), hold: () => () => undefined, describe }, close };
  const requests = speakByRoute(transferRole, (policy) => {
    const credentials = transferRole.assume(policy);
    const narrowed = new S3Client({ ...config, requestHandler, credentials: credentials.provide });
    narrowed.middlewareStack.add(renewWhenRefused(credentials), { step: "initialize" });
    return {
      requests: speakSdk(narrowed),
      // The first request meets the same refusal again, and whoever sent it judges it.
      makeReady: () => void credentials.provide().catch(() => "told to the first request"),
    };
  });
  return { s3: { ...requests, describe }, close };
}

function speakSdk(client: S3Client): S3Requests {
  return {
    async copyPart(input) {
      const answer = await client.send(
        new UploadPartCopyCommand({
          ...to(input.destination),
          ...from(input.source, input.sourceEtag),
          UploadId: input.uploadId,
          PartNumber: input.partNumber,
          CopySourceRange: input.range === null ? undefined : `bytes=${input.range.start}-${input.range.end}`,
        }),
        copying,
      );
      const part = answer.CopyPartResult;
      return {
        partNumber: input.partNumber,
        etag: required(part?.ETag, "UploadPartCopy"),
        checksum: input.algorithm === null ? null : (checksumsOf(part)[input.algorithm] ?? null),
      };
    },

    async copyObject(input) {
      const answer = await client.send(
        new CopyObjectCommand({
          ...to(input.destination),
          ...from(input.source, input.sourceEtag),
          ...conditions(input.condition),
          MetadataDirective: "COPY",
          TaggingDirective: input.tags === "carry" ? "COPY" : "REPLACE",
          // Named, so that S3 computes it from the bytes: by default it hands the source's value on.
          ChecksumAlgorithm: input.algorithm as ChecksumAlgorithm,
        }),
        copying,
      );
      const copied = answer.CopyObjectResult;
      return {
        ...written(answer),
        etag: bareEtag(required(copied?.ETag, "CopyObject")),
        checksums: checksumsOf(copied),
      };
    },

    async head({ object, ifMatch, partNumber }) {
      const answer = await client.send(
        new HeadObjectCommand({
          ...at(object),
          ChecksumMode: "ENABLED",
          IfMatch: quoted(ifMatch),
          PartNumber: partNumber,
        }),
        quick,
      );
      return {
        etag: bareEtag(required(answer.ETag, "HeadObject")),
        versionId: answer.VersionId ?? null,
        sizeBytes: answer.ContentLength ?? 0,
        checksums: checksumsOf(answer),
        checksumType: answer.ChecksumType ?? null,
        encryption: answer.SSECustomerAlgorithm ? "sse-c" : (answer.ServerSideEncryption ?? null),
        headers: {
          contentType: answer.ContentType ?? null,
          contentEncoding: answer.ContentEncoding ?? null,
          contentDisposition: answer.ContentDisposition ?? null,
          contentLanguage: answer.ContentLanguage ?? null,
          cacheControl: answer.CacheControl ?? null,
          expires: answer.ExpiresString ?? null,
          websiteRedirectLocation: answer.WebsiteRedirectLocation ?? null,
          metadata: answer.Metadata ?? {},
        },
        missingMetadata: answer.MissingMeta ?? 0,
        partsCount: answer.PartsCount ?? null,
      } satisfies ObjectHead;
    },

    async getRange({ object, start, end, ifMatch }) {
      const answer = await client.send(
        new GetObjectCommand({ ...at(object), Range: `bytes=${start}-${end}`, IfMatch: quoted(ifMatch) }),
        { requestTimeout: 2 * 60_000 },
      );
      return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
    },

    async getTags({ object }) {
      const answer = await client.send(new GetObjectTaggingCommand(at(object)), quick);
      return (answer.TagSet ?? []).map((tag) => ({ key: tag.Key ?? "", value: tag.Value ?? "" }));
    },

    async putTags({ object, tags }) {
      await client.send(
        new PutObjectTaggingCommand({
          ...at(object),
          Tagging: { TagSet: tags.map((tag) => ({ Key: tag.key, Value: tag.value })) },
        }),
        quick,
      );
    },

    async putEmpty(input) {
      const command = new PutObjectCommand({
        ...to(input.destination),
        ...conditions(input.condition),
        ...carried(input.headers),
        Tagging: input.tagging ?? undefined,
        Body: "",
        ChecksumAlgorithm: "CRC64NVME",
      });
      carryExpires(command, input.headers);
      const answer = await client.send(command, patient);
      return { ...written(answer), etag: bareEtag(required(answer.ETag, "PutObject")) };
    },

    async createUpload(input) {
      const command = new CreateMultipartUploadCommand({
        ...to(input.destination),
        ...carried(input.headers),
        Tagging: input.tagging ?? undefined,
        ChecksumAlgorithm: input.algorithm,
        ChecksumType: "FULL_OBJECT",
      });
      carryExpires(command, input.headers);
      const answer = await client.send(command, quick);
      return {
        uploadId: required(answer.UploadId, "CreateMultipartUpload"),
        encryption: answer.SSECustomerAlgorithm ? "sse-c" : (answer.ServerSideEncryption ?? null),
      };
    },

    async listParts({ destination, uploadId, after }) {
      const answer = await client.send(
        new ListPartsCommand({ ...to(destination), UploadId: uploadId, PartNumberMarker: String(after) }),
        quick,
      );
      const parts = (answer.Parts ?? []).map((part) => ({
        partNumber: part.PartNumber ?? 0,
        etag: part.ETag ?? "",
        sizeBytes: part.Size ?? -1,
        checksum: Object.values(checksumsOf(part))[0] ?? null,
      }));
      return {
        parts,
        next: answer.IsTruncated ? Number(answer.NextPartNumberMarker) : null,
        algorithm: answer.ChecksumAlgorithm ?? null,
      };
    },

    async completeUpload(input) {
      const answer = await client.send(
        new CompleteMultipartUploadCommand({
          ...to(input.destination),
          ...conditions(input.condition),
          UploadId: input.uploadId,
          MultipartUpload: { Parts: input.parts.map((part) => ({ PartNumber: part.partNumber, ETag: part.etag })) },
          MpuObjectSize: input.sizeBytes,
          ...(input.checksum && {
            [`Checksum${input.checksum.algorithm}`]: input.checksum.value,
            ChecksumType: "FULL_OBJECT",
          }),
        }),
        patient,
      );
      return { ...written(answer), etag: bareEtag(required(answer.ETag, "CompleteMultipartUpload")) };
    },

    async abortUpload({ destination, uploadId }) {
      await client.send(new AbortMultipartUploadCommand({ ...to(destination), UploadId: uploadId }), quick);
    },
  };
}
