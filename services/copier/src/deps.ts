import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Meter } from "@s3mirror/core/metrics";
import type { Ledger } from "@s3mirror/core/store/ledger";
import type { Logger } from "pino";
import type { S3Transport } from "./s3/s3-transport.ts";

/** Time as the copier knows it: monotonic, so no wall clock ever orders anything. */
export type Clock = {
  /** Milliseconds since some fixed moment; never goes back. */
  nowMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
};

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "child">;

/** Everything of the outside world: time, randomness and the network reach the copier only through these. */
export type Deps = {
  ledger: Ledger;
  s3: S3Transport;
  sqs: SQSClient;
  clock: Clock;
  /** 0 <= random() < 1 */
  random: () => number;
  log: Logger;
  /** What this process counts for people to watch. */
  meter: Meter;
  /** Milliseconds since 1970, to stamp what people read; orders nothing. */
  wallClockMs: () => number;
};
