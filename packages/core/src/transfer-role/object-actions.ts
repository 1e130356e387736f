/** What is done with a source's objects. */
export const sourceActions = [
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:GetObjectTagging",
  "s3:GetObjectVersionTagging",
] as const;

/** What is done with a destination's objects: made, in one go or of parts, tagged, and read to be proven. */
export const destinationActions = [
  "s3:PutObject",
  "s3:PutObjectTagging",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
] as const;
