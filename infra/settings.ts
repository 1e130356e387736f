import { readStage } from "./stage.ts";

export const settings = await readStage($app.stage, { mayBeDefault: $dev });

export const region = settings.region;

export const accountId = aws.getCallerIdentityOutput({}).accountId;

/** The name that people reach S3Mirror by ends in this; `s3mirror-STAGE` begins what has a fixed name. */
export const prefix = `${$app.name}-${$app.stage}`;

/** Of what a service of ours runs as: fixed, because the transfer role trusts it and may be older than the stage. */
export const taskRoleName = (service: string): string => `${prefix}-${service}`;
