import { network } from "./network.ts";
import { prefix, settings } from "./settings.ts";

const { production } = settings;

// Nobody connects to it: it is asked through the Data API only.
const unreachable = new aws.ec2.SecurityGroup("DatabaseClosed", {
  vpcId: network.vpcId,
  description: "No way in or out: the ledger is asked through the Data API",
});

/** The ledger. Outside production it sleeps when nothing is open, and costs only its storage. */
export const database = new sst.aws.Aurora("Ledger", {
  engine: "postgres",
  // By major version: AWS takes a minor one out of what can be made anew, and the deploy of a new stage would end there.
  version: "17",
  dataApi: true,
  database: "s3mirror",
  scaling: production ? { min: "0.5 ACU", max: "32 ACU" } : { min: "0 ACU", max: "4 ACU", pauseAfter: "10 minutes" },
  vpc: { subnets: network.databaseSubnetIds, securityGroups: [unreachable.id] },
  transform: {
    cluster: (args) => {
      args.allowMajorVersionUpgrade = false;
      args.copyTagsToSnapshot = true;
      args.deletionProtection = production;
      args.skipFinalSnapshot = !production;
      if (production) args.finalSnapshotIdentifier = `${prefix}-ledger-final`;
      args.backupRetentionPeriod = production ? 35 : 1;
    },
  },
});
