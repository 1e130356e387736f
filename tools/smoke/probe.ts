import type { RDSDataClient } from "@aws-sdk/client-rds-data";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Deployed } from "./deployed.ts";

export type Verdict = "proven" | "refuted" | "not tried";

/** What one probe found. The evidence is for a person: numbers and request ids, no secrets. */
export type Outcome = { verdict: Verdict; evidence: string };

export type Clients = { s3: S3Client; sqs: SQSClient; sns: SNSClient; sts: STSClient; rdsData: RDSDataClient };

export type SmokeContext = {
  deployed: Deployed;
  clients: Clients;
  /** Where the run may write: keys below this prefix are its own. */
  workplace: { bucket: string; prefix: string };
  signal: AbortSignal;
  fetch: typeof fetch;
  nowMs: () => number;
  wait: (ms: number) => Promise<unknown>;
  /** Told before something is made, so that it is taken away whatever happens. `what` names it, should that fail. */
  onCleanup(what: string, remove: () => Promise<unknown>): void;
};

export type Probe = {
  name: string;
  /** One sentence that is true when the probe says "proven". */
  proves: string;
  /** The most that it costs, in US dollars at list prices. */
  costDollars: number;
  run(context: SmokeContext): Promise<Outcome>;
};

export const proven = (evidence: string): Outcome => ({ verdict: "proven", evidence });
export const refuted = (evidence: string): Outcome => ({ verdict: "refuted", evidence });
export const notTried = (evidence: string): Outcome => ({ verdict: "not tried", evidence });
