import type { S3Client } from "@aws-sdk/client-s3";
import type { DeployedBuckets } from "@s3mirror/core/deployed-buckets";
import type { Ledger } from "@s3mirror/core/store/ledger";
import type { Logger } from "pino";

/** Files to try again: those of a cause, of a failure kind, by number, or (all three null) every dead-lettered one. */
export type RedriveChoice = {
  transferId: string;
  causeId: string | null;
  failureKind: string | null;
  fileNumbers: number[] | null;
};

/** What the HTTP room needs of the house. */
export type ApiDeps = {
  ledger: Ledger;
  /** Speaks as the transfer role: what it is refused, the copiers are refused too. */
  s3: S3Client;
  random: (count: number) => Uint8Array;
  log: Logger;
  now: () => Date;
  settings: {
    stage: string;
    version: string;
    transferPrincipalArn: string;
    fleet: { min: number; max: number };
    /** The origin that people use, without a slash at its end; null where nobody said it. */
    publicUrl: string | null;
    /** How long a one-time link, a session that nobody uses, and a session at most, last. */
    signIn: { linkSeconds: number; idleSeconds: number; sessionSeconds: number };
    /** What the stage was deployed for; null: any bucket. */
    deployedBuckets: DeployedBuckets | null;
  };
  /** New work was accepted: planner, relay and fleet look now. */
  wake: () => void;
  fleet: { describe: () => Promise<{ desired: number; running: number; pending: number }> };
  /** Probes the chosen dead-lettered files and puts those to work anew that pass. */
  redrive: (choice: RedriveChoice & { reason: string }) => Promise<{ redriven: number; stillFailing: number }>;
};
