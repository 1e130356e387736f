import type { ECSClient } from "@aws-sdk/client-ecs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Meter } from "@s3mirror/core/metrics";
import type { Ledger } from "@s3mirror/core/store/ledger";
import type { Logger } from "pino";
import type { Config } from "./config.ts";

/** Everything the coordinator reaches the world by: time, randomness and the network come from here only. */
export type Deps = {
  ledger: Ledger;
  s3: S3Client;
  sqs: SQSClient;
  sns: SNSClient;
  ecs: ECSClient;
  log: Logger;
  /** What this process counts for people to watch. */
  meter: Meter;
  now: () => Date;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  randomBytes: (count: number) => Uint8Array;
  config: Config;
};
