import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { errorOf } from "../aws-error.ts";
import { didNotHold, held, type Probe } from "../probe.ts";

export const wrongOwner: Probe = {
  name: "wrong-owner",
  claim: "S3 refuses a bucket with 403 when it is not of the account that ExpectedBucketOwner names",
  uses: () => ({ s3Reads: 2 }),
  async run({ clients, workplace, signal }) {
    const options = { abortSignal: signal };
    await clients.s3.send(new HeadBucketCommand({ Bucket: workplace.bucket }), options);
    const stranger = new HeadBucketCommand({ Bucket: workplace.bucket, ExpectedBucketOwner: "000000000000" });
    const error = await errorOf(clients.s3.send(stranger, options));
    return error?.status === 403 ? held(error.text) : didNotHold(error?.text ?? "the bucket answered");
  },
};
