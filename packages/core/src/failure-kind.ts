/** Every way a file can fail. The kind alone decides what happens next and who must act. */
export type FailureKind =
  | "throttled"
  | "transient"
  | "unknown_outcome"
  | "credentials"
  | "source_changed"
  | "integrity"
  | "source_permission"
  | "destination_permission"
  | "kms_permission"
  | "source_missing"
  | "archived"
  | "destination_exists"
  | "configuration"
  | "checksum_mismatch"
  | "invalid_key"
  | "route_fence"
  | "crashed"
  | "unexpected";

export type ActionBy = "vendor" | "cloud_team" | "operator" | "nobody";
export type Side = "source" | "destination";

/**
 * One failure of one file. `code` is AWS's error code (or ours), printable ASCII; `action` the denied right such as
 * `s3:GetObject`; `message` the raw text, for technical details only. For `checksum_mismatch` side `source` says that
 * the copy is proven equal to the source, so what the vendor announced is wrong; `destination` that the copy is.
 */
export type Failure = {
  kind: FailureKind;
  code: string;
  requestId: string | null;
  action: string | null;
  side: Side;
  message: string;
};

/**
 * What the sentences speak of: `bucket` and `key` on the failure's side. Leave `key` null where keys must not be shown, or
 * where it is about several `files`.
 */
export type FailureFacts = {
  bucket: string;
  key: string | null;
  files?: number;
  /** Whether the names were given, and nobody has ever seen the objects. */
  neverSeen?: boolean;
  action: string | null;
  principalArn: string | null;
  vendorName: string | null;
};
