import { authorize, requestedBucket } from "../access.ts";
import { receiveText } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { bucketName } from "../config.ts";
import { isoTime, owner } from "../identity.ts";
import { readPolicy } from "../policy.ts";
import { header } from "../request.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import { element, parseXml, xmlDocument, xmlText } from "../xml.ts";

const mostXmlBytes = 1 << 20;

export async function createBucket(call: Call): Promise<Answer> {
  const { world, request, account } = call;
  const name = request.bucket ?? "";
  if (!bucketName.test(name)) throw new S3Error("InvalidBucketName", undefined, { BucketName: name });
  const ownership = header(request, "x-amz-object-ownership");
  if (ownership !== undefined && ownership !== "BucketOwnerEnforced")
    throw notImplemented(`ObjectOwnership ${ownership}`);
  const body = await receiveText(request, mostXmlBytes);
  const configuration = body === "" ? {} : parseXml(body, "CreateBucketConfiguration");
  const unknown = Object.keys(configuration).find((child) => child !== "LocationConstraint" && child !== "#text");
  if (unknown !== undefined) throw notImplemented(`CreateBucketConfiguration.${unknown}`);
  const constraint = xmlText(configuration.LocationConstraint);
  if ((constraint ?? "us-east-1") !== world.settings.region) {
    const message = `The ${constraint ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw new S3Error("IllegalLocationConstraintException", message);
  }
  const standing = world.state.buckets.get(name);
  if (standing) {
    throw new S3Error(
      standing.owner === account.accountId ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists",
      undefined,
      {
        BucketName: name,
      },
    );
  }
  world.journal.commit({ op: "create-bucket", bucket: name, owner: account.accountId, at: Date.now() });
  return { status: 200, headers: { location: `/${name}` } };
}

export function headBucket(call: Call): Answer {
  const bucket = requestedBucket(call);
  authorize(call, "s3:ListBucket", { bucket });
  return { status: 200, headers: { "x-amz-bucket-region": call.world.settings.region } };
}

export function deleteBucket(call: Call): Answer {
  const bucket = requestedBucket(call);
  authorize(call, "s3:DeleteBucket", { bucket });
  if (bucket.objects.size() > 0) throw new S3Error("BucketNotEmpty", undefined, { BucketName: bucket.name });
  call.world.journal.commit({ op: "delete-bucket", bucket: bucket.name });
  return { status: 204 };
}

export function listBuckets(call: Call): Answer {
  const { world, account, request } = call;
  call.record.action = "s3:ListAllMyBuckets";
  const prefix = request.query.get("prefix");
  let buckets = "";
  for (const name of [...world.state.buckets.keys()].sort()) {
    const bucket = world.state.buckets.get(name);
    if (!bucket || bucket.owner !== account.accountId || !name.startsWith(prefix ?? "")) continue;
    const facts = element("Name", name) + element("CreationDate", isoTime(bucket.at));
    buckets += `<Bucket>${facts}${element("BucketRegion", world.settings.region)}</Bucket>`;
  }
  const inner = `${owner(account.accountId)}<Buckets>${buckets}</Buckets>${element("Prefix", prefix)}`;
  return { status: 200, body: xmlDocument("ListAllMyBucketsResult", inner) };
}

export async function putBucketPolicy(call: Call): Promise<Answer> {
  const bucket = requestedBucket(call);
  authorize(call, "s3:PutBucketPolicy", { bucket });
  const policy = await receiveText(call.request, mostXmlBytes);
  readPolicy(policy, bucket.name);
  call.world.journal.commit({ op: "set-policy", bucket: bucket.name, policy });
  return { status: 204 };
}

export function getBucketPolicy(call: Call): Answer {
  const bucket = requestedBucket(call);
  authorize(call, "s3:GetBucketPolicy", { bucket });
  if (bucket.policyText === null) throw new S3Error("NoSuchBucketPolicy", undefined, { BucketName: bucket.name });
  return { status: 200, headers: { "content-type": "application/json" }, body: bucket.policyText };
}

export function deleteBucketPolicy(call: Call): Answer {
  const bucket = requestedBucket(call);
  authorize(call, "s3:DeleteBucketPolicy", { bucket });
  if (bucket.policyText !== null) call.world.journal.commit({ op: "set-policy", bucket: bucket.name, policy: null });
  return { status: 204 };
}

export async function putBucketVersioning(call: Call): Promise<Answer> {
  const bucket = requestedBucket(call);
  authorize(call, "s3:PutBucketVersioning", { bucket });
  const configuration = parseXml(await receiveText(call.request, mostXmlBytes), "VersioningConfiguration");
  if (configuration.MfaDelete !== undefined) throw notImplemented("MfaDelete");
  const versioning = xmlText(configuration.Status);
  if (versioning !== "Enabled" && versioning !== "Suspended") throw new S3Error("MalformedXML");
  call.world.journal.commit({ op: "set-versioning", bucket: bucket.name, versioning });
  return { status: 200 };
}

export function getBucketVersioning(call: Call): Answer {
  const bucket = requestedBucket(call);
  authorize(call, "s3:GetBucketVersioning", { bucket });
  return { status: 200, body: xmlDocument("VersioningConfiguration", element("Status", bucket.versioning)) };
}
