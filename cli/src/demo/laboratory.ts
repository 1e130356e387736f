import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type BatchObject, batchPlace } from "./batch.ts";

const uploadsAtOnce = 4;

/** The laboratory makes its bucket, delivers the batch, and lets our role list all and read all but one folder. */
export async function deliver(vendor: S3Client, batch: readonly BatchObject[], principalArn: string): Promise<void> {
  await makeBucket(vendor, batchPlace.vendorBucket);
  const waiting = [...batch];
  const upload = async () => {
    for (let object = waiting.shift(); object !== undefined; object = waiting.shift()) await putObject(vendor, object);
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, upload));
  const folders = new Set(batch.map(({ key }) => key.slice(0, key.indexOf("/", batchPlace.prefix.length) + 1)));
  folders.delete(batchPlace.lateFolder);
  await writePolicy(vendor, [
    {
      Sid: "S3MirrorList",
      Effect: "Allow",
      Principal: { AWS: principalArn },
      Action: ["s3:ListBucket"],
      Resource: `arn:aws:s3:::${batchPlace.vendorBucket}`,
    },
    {
      Sid: "S3MirrorReadDelivered",
      Effect: "Allow",
      Principal: { AWS: principalArn },
      Action: [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:GetObjectTagging",
        "s3:GetObjectVersionTagging",
        "s3:GetObjectAttributes",
        "s3:GetObjectVersionAttributes",
      ],
      Resource: [...folders].map((folder) => `arn:aws:s3:::${batchPlace.vendorBucket}/${folder}*`),
    },
  ]);
}

export async function makeBucket(client: S3Client, name: string): Promise<void> {
  const region = await client.config.region();
  const input: CreateBucketCommandInput = { Bucket: name };
  if (region !== "us-east-1") {
    input.CreateBucketConfiguration = { LocationConstraint: region } as NonNullable<
      CreateBucketCommandInput["CreateBucketConfiguration"]
    >;
  }
  await client.send(new CreateBucketCommand(input));
}

/** Puts one object with type, metadata and tags; virtual bytes are asked for by two headers of the S3 stand-in. */
export async function putObject(vendor: S3Client, object: BatchObject): Promise<void> {
  const { content } = object;
  const command = new PutObjectCommand({
    Bucket: batchPlace.vendorBucket,
    Key: object.key,
    ContentType: object.contentType,
    Metadata: object.metadata,
    Tagging: new URLSearchParams(object.tags).toString(),
    ...(content.type === "real"
      ? { Body: content.open(), ContentLength: object.sizeBytes }
      : { Body: "", ContentLength: 0 }),
  });
  if (content.type === "virtual") {
    command.middlewareStack.add(
      (next) => async (step) => {
        const { headers } = step.request as { headers: Record<string, string> };
        headers["x-local-virtual-size"] = String(object.sizeBytes);
        headers["x-local-virtual-seed"] = String(content.seed);
        return await next(step);
      },
      { step: "build", name: "virtualBytes" },
    );
  }
  await vendor.send(command);
}

/** The laboratory pastes a statement, as it stands in the cause, into its bucket's policy. */
export async function addStatement(vendor: S3Client, bucket: string, statement: unknown): Promise<void> {
  await writePolicy(vendor, [...(await readStatements(vendor, bucket)), statement], bucket);
}

/** The statements of a bucket's policy, in order. */
export async function readStatements(vendor: S3Client, bucket: string): Promise<unknown[]> {
  const { Policy } = await vendor.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  const policy = JSON.parse(Policy ?? "{}") as { Statement?: unknown[] };
  return policy.Statement ?? [];
}

async function writePolicy(
  vendor: S3Client,
  statements: unknown[],
  bucket: string = batchPlace.vendorBucket,
): Promise<void> {
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  await vendor.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}
