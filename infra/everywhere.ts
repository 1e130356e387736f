import { settings } from "./settings.ts";

// What holds for every resource of a kind, those that SST's components make included.

$transform(aws.iam.Role, (args) => {
  args.permissionsBoundary ??= settings.permissionsBoundaryArn;
});

$transform(aws.secretsmanager.Secret, (args) => {
  // SST deletes a secret at once; in production a deletion can be undone for 30 days.
  if (settings.production && args) args.recoveryWindowInDays = 30;
});

$transform(aws.cloudwatch.LogGroup, (_args, options) => {
  if (settings.production) options.retainOnDelete = true;
});

$transform(aws.s3.Bucket, (args) => {
  if (args) args.forceDestroy = !settings.production;
});
