import type { ECSClient } from "@aws-sdk/client-ecs";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { RDSDataClient } from "@aws-sdk/client-rds-data";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Use } from "./cost.ts";
import type { Deployed } from "./deployed.ts";
import type { StageApi } from "./stage-api.ts";

export type Verdict = "held" | "did not hold" | "not asked";

/** What one probe found. The evidence is for a person: numbers and request ids, no secrets. */
export type Outcome = { verdict: Verdict; evidence: string };

export type Clients = {
  s3: S3Client;
  sqs: SQSClient;
  sns: SNSClient;
  sts: STSClient;
  rdsData: RDSDataClient;
  ecs: ECSClient;
  iam: IAMClient;
};

export type Place = { bucket: string; prefix: string };

/** How the stage's own copiers are put to work: from `source` to `workplace`. */
export type Transfers =
  | { type: "can"; api: StageApi; routeId: string; source: Place }
  | { type: "cannot"; why: string };

export type SmokeContext = {
  deployed: Deployed;
  clients: Clients;
  /** Whose credentials the run has: an ARN, of a session where the caller assumed a role. */
  callerArn: string;
  /** Where the run may write: what lies below this prefix is its own. */
  workplace: Place;
  transfers: Transfers;
  /** An object of a vendor's that may be copied; null where none was named. */
  vendorObject: { bucket: string; key: string } | null;
  /** How many parts of 5 MiB the large file of the run has. */
  parts: number;
  /** What the probes tell each other. */
  notes: { initiator?: string };
  /** How long to wait for an answer, and how often to look. */
  patience: { wakeMs: number; transferMs: number; lookMs: number };
  signal: AbortSignal;
  fetch: typeof fetch;
  nowMs: () => number;
  wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Told before something is made, so that it is taken away whatever happens. `what` names it, once, should that fail. */
  onCleanup(what: string, remove: () => Promise<unknown>): void;
};

export type Probe = {
  name: string;
  /** One sentence that is true when the probe says "held". */
  claim: string;
  /** The most that it uses. */
  uses(size: { parts: number }): Use;
  run(context: SmokeContext): Promise<Outcome>;
};

export const held = (evidence: string): Outcome => ({ verdict: "held", evidence });
export const didNotHold = (evidence: string): Outcome => ({ verdict: "did not hold", evidence });
export const notAsked = (evidence: string): Outcome => ({ verdict: "not asked", evidence });
