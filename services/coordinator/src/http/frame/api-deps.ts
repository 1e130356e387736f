import type { S3Client } from "@aws-sdk/client-s3";
import type { DeployedBuckets } from "@s3mirror/core/deployed-buckets";
import type { Ledger } from "@s3mirror/core/store/ledger";
import type { Redrive } from "@s3mirror/core/store/transfers/redrive";
import type { Logger } from "pino";
import type { QueueFacts, SubscriptionFacts } from "../../fleet/look-around.ts";

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
    /** How often one key or session may ask one process: in the mean, and at once. */
    rateLimit: { perSecond: number; burst: number };
    /** Ranges of addresses (CIDR) of those who are believed for whom they ask: load balancer and page. */
    trustedProxies: readonly string[];
    /** For how long one read of the ledger answers all who ask for the same, and who a reader's key belongs to is kept. */
    snapshots: { viewSeconds: number; callerSeconds: number };
  };
  /** New work was accepted: planner, relay and fleet look now. */
  wake: () => void;
  fleet: { describe: () => Promise<{ desired: number; running: number; pending: number }> };
  queues: { describe: () => Promise<QueueFacts[]> };
  alerts: {
    describe: () => Promise<SubscriptionFacts[]>;
    /** Has somebody who has not agreed yet to hear of alerts asked once more. */
    askToConfirm: (recipient: { protocol: string; endpoint: string }) => Promise<void>;
  };
  /** Whether AWS takes this session policy for copiers. */
  isPolicyTaken: (policy: string) => Promise<boolean>;
  /** Works on a redrive for a few seconds, as every coordinator would go on with it. */
  redrive: (redrive: Redrive) => Promise<{ redrive: Redrive; isDone: boolean }>;
};
