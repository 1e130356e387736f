import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { ApiClient } from "../api-client.ts";
import type { Endpoints } from "../connection.ts";
import type { BatchObject } from "./batch.ts";
import type { S3Control } from "./s3-control.ts";

/** The doors to a running stack. */
export type Doors = {
  home: string;
  signal: AbortSignal;
  endpoints: () => Promise<Endpoints>;
  api: ApiClient;
  /** A fresh link that opens the page, signed in; null without the page. */
  pageLink: () => Promise<string | null>;
  vendor: S3Client;
  company: S3Client;
  queues: SQSClient;
  control: S3Control;
};

/** Everything the scenes hold in hand. */
export type Story = Doors & {
  tell: (line: string) => void;
  /** As the vendor's bucket holds it now: after the overwriting, the new version. */
  batch: BatchObject[];
};
