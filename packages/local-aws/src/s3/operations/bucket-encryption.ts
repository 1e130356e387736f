import { authorize, requestedBucket } from "../access.ts";
import { receiveText } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import type { Encryption } from "../state.ts";
import { element, parseXml, xmlDocument, xmlText } from "../xml.ts";

const mostXmlBytes = 1 << 20;
const header = "x-amz-server-side-encryption";

/** What objects get that ask for no encryption: SSE-S3, or SSE-KMS under a key. */
export async function putBucketEncryption(call: Call): Promise<Answer> {
  const bucket = requestedBucket(call);
  authorize(call, "s3:PutEncryptionConfiguration", { bucket });
  const configuration = parseXml(await receiveText(call.request, mostXmlBytes), "ServerSideEncryptionConfiguration");
  const rule = child(configuration, "Rule");
  const byDefault = child(rule, "ApplyServerSideEncryptionByDefault");
  const algorithm = xmlText(byDefault.SSEAlgorithm);
  if (algorithm !== "AES256" && algorithm !== "aws:kms") throw notImplemented(`the encryption ${algorithm}`);
  const key = xmlText(byDefault.KMSMasterKeyID);
  const encryption: Encryption = {
    [header]: algorithm,
    ...(key !== undefined && { [`${header}-aws-kms-key-id`]: key }),
    ...(xmlText(rule.BucketKeyEnabled) === "true" && { [`${header}-bucket-key-enabled`]: "true" }),
  };
  call.world.journal.commit({ op: "set-encryption", bucket: bucket.name, encryption });
  return { status: 200 };
}

/** The one element of this name. @throws MalformedXML where there is none, or more than one */
function child(parent: Record<string, unknown>, name: string): Record<string, unknown> {
  const found = parent[name];
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw new S3Error("MalformedXML");
  return found as Record<string, unknown>;
}

/** Every bucket has one: SSE-S3 where none was set. */
export function getBucketEncryption(call: Call): Answer {
  const bucket = requestedBucket(call);
  authorize(call, "s3:GetEncryptionConfiguration", { bucket });
  const { [header]: algorithm = "AES256", ...more } = bucket.encryption ?? {};
  const byDefault = element("SSEAlgorithm", algorithm) + element("KMSMasterKeyID", more[`${header}-aws-kms-key-id`]);
  const withKey = element("BucketKeyEnabled", more[`${header}-bucket-key-enabled`] === "true");
  const rule = `<ApplyServerSideEncryptionByDefault>${byDefault}</ApplyServerSideEncryptionByDefault>${withKey}`;
  return { status: 200, body: xmlDocument("ServerSideEncryptionConfiguration", `<Rule>${rule}</Rule>`) };
}
