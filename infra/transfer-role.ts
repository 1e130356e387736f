import { accountId, prefix, settings } from "./settings.ts";
import { transferStatements } from "./transfer-policy.ts";

const name = `${prefix}-transfer`;

/** Known before the role exists: what vendors grant to, and what the services' roles may assume. */
export const transferRoleArn = $interpolate`arn:aws:iam::${accountId}:role/${name}`;

/**
 * The one caller that S3 sees. Its name is fixed, and it outlives the stage: a role that is deleted and made again has
 * lost, silently, every grant that a vendor ever gave it.
 */
export function createTransferRole(assumedBy: $util.Input<string>[]): aws.iam.Role {
  const statements = accountId.apply((own) => transferStatements(settings, own));
  const isGranted = settings.production || settings.sources.length > 0;
  return new aws.iam.Role(
    "TransferRole",
    {
      name,
      description: "Reads vendors' buckets and writes ours, for S3Mirror. Vendors grant to this role by name.",
      // Trusting the account under a condition survives a service role that is made again; naming it would not.
      assumeRolePolicy: aws.iam.getPolicyDocumentOutput({
        statements: [
          {
            principals: [{ type: "AWS", identifiers: [$interpolate`arn:aws:iam::${accountId}:root`] }],
            actions: ["sts:AssumeRole"],
            conditions: [{ test: "ArnEquals", variable: "aws:PrincipalArn", values: assumedBy }],
          },
        ],
      }).json,
      inlinePolicies: statements.apply((list) =>
        list.length === 0
          ? []
          : [{ name: "transfers", policy: aws.iam.getPolicyDocumentOutput({ statements: list }).json }],
      ),
    },
    { protect: settings.production, retainOnDelete: isGranted },
  );
}
