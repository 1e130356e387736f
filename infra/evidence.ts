import { settings } from "./settings.ts";

const { evidenceLockDays } = settings;

/** Reports and certificates: every version kept, and where the stage says so, deletable by nobody for years. */
export const evidence = new sst.aws.Bucket("Evidence", {
  versioning: true,
  cors: false,
  transform: {
    bucket: (args) => {
      args.objectLockEnabled = evidenceLockDays !== null;
    },
  },
});

if (evidenceLockDays !== null) {
  new aws.s3.BucketObjectLockConfiguration("EvidenceLock", {
    bucket: evidence.name,
    rule: { defaultRetention: { mode: "COMPLIANCE", days: evidenceLockDays } },
  });
}
