import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { ApiClient } from "../api-client.ts";
import type { Endpoints } from "../connection.ts";
import type { BatchObject } from "./batch.ts";
import type { S3Control } from "./s3-control.ts";

/** Everything the scenes hold in hand, and what they learned on the way. */
export type Story = {
  home: string;
  signal: AbortSignal;
  tell: (line: string) => void;
  endpoints: () => Promise<Endpoints>;
  api: ApiClient;
  /** A fresh link that opens the page, signed in; null without the page. */
  pageLink: () => Promise<string | null>;
  vendor: S3Client;
  company: S3Client;
  queues: SQSClient;
  control: S3Control;
  /** As the vendor's bucket holds it now: after the overwriting, the new version. */
  batch: BatchObject[];
};

/** What the trouble scene learned and the claims need. */
export type Trouble = {
  transferId: string;
  changedKey: string;
  slowDowns: number;
  killedPid: number;
  /** `key#partNumber` of every part that S3 had confirmed when the copier was killed. */
  confirmedParts: Set<string>;
  /** Number of the last request before the kill. */
  killedAfterRequest: number;
};

/** What was denied, as kind/actionBy; the statement that the laboratory is asked for; the last request before it was applied. */
export type Remedy = {
  transferId: string;
  statement: unknown;
  deniedKeys: string[];
  kinds: string[];
  appliedAfterRequest: number;
};
