import type { CreateMultipartUploadCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { bareEtag } from "@s3mirror/core/multipart-etag";
import { encodeCopySource } from "@s3mirror/core/object-key";
import type { CarriedHeaders, Condition, ObjectAddress } from "./s3-transport.ts";

/** A request's destination. */
export function to(object: ObjectAddress) {
  return { Bucket: object.bucket, Key: object.key, ExpectedBucketOwner: object.ownerAccountId ?? undefined };
}

/** An object that is read, in the version that is wanted. */
export function at(object: ObjectAddress) {
  return { ...to(object), VersionId: object.versionId ?? undefined };
}

/** The source of a copy, pinned to its ETag. */
export function from(source: ObjectAddress, etag: string) {
  return {
    CopySource: encodeCopySource(source),
    CopySourceIfMatch: quoted(etag),
    ExpectedSourceBucketOwner: source.ownerAccountId ?? undefined,
  };
}

/** The condition on what stands at the destination. */
export function conditions(condition: Condition) {
  return condition.type === "absent" ? { IfNoneMatch: "*" } : { IfMatch: quoted(condition.etag) };
}

/** An ETag as headers have it. */
export function quoted(etag: string | null): string | undefined {
  return etag === null ? undefined : `"${bareEtag(etag)}"`;
}

/** The headers that a copy carries by itself; `expires` goes by `carryExpires`. */
export function carried(headers: CarriedHeaders) {
  return {
    ContentType: headers.contentType ?? undefined,
    ContentEncoding: headers.contentEncoding ?? undefined,
    ContentDisposition: headers.contentDisposition ?? undefined,
    ContentLanguage: headers.contentLanguage ?? undefined,
    CacheControl: headers.cacheControl ?? undefined,
    WebsiteRedirectLocation: headers.websiteRedirectLocation ?? undefined,
    Metadata: headers.metadata,
  };
}

/** The SDK takes a Date only, and S3 keeps any text: the header is carried as it came, even where it is no date. */
export function carryExpires(command: CreateMultipartUploadCommand | PutObjectCommand, headers: CarriedHeaders): void {
  const { expires } = headers;
  if (expires === null) return;
  const stack = command.middlewareStack as CreateMultipartUploadCommand["middlewareStack"];
  stack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers.expires = expires;
      return next(args);
    },
    { step: "build", name: "carryExpires" },
  );
}
