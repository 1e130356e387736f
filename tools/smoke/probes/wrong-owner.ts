import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { errorOf } from "../aws-error.ts";
import { type Probe, proven, refuted } from "../probe.ts";

export const wrongOwner: Probe = {
  name: "wrong-owner",
  proves: "S3 refuses a bucket with 403 when it is not of the account that ExpectedBucketOwner names",
  costDollars: 0.0001,
  async run({ clients, workplace, signal }) {
    const options = { abortSignal: signal };
    await clients.s3.send(new HeadBucketCommand({ Bucket: workplace.bucket }), options);
    const stranger = new HeadBucketCommand({ Bucket: workplace.bucket, ExpectedBucketOwner: "000000000000" });
    const error = await errorOf(clients.s3.send(stranger, options));
    return error?.status === 403 ? proven(error.text) : refuted(error?.text ?? "the bucket answered");
  },
};
