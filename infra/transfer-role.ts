import { accountId, prefix, settings, taskRoleName } from "./settings.ts";
import { transferStatements } from "./transfer-policy.ts";

const name = `${prefix}-transfer`;

/** Known before the role exists: what vendors grant to, and what the services' roles may assume. */
export const transferRoleArn = $interpolate`arn:aws:iam::${accountId}:role/${name}`;

/**
 * The one caller that S3 sees. Its name is fixed, and where the settings say so it outlives the stage: a role that is
 * deleted and made again has lost, silently, every grant that a vendor ever gave it. A role that was kept is adopted.
 */
export async function createTransferRole(): Promise<aws.iam.Role> {
  const role = new aws.iam.Role(
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
            conditions: [
              {
                test: "ArnEquals",
                variable: "aws:PrincipalArn",
                values: ["coordinator", "copier"].map(
                  (service) => $interpolate`arn:aws:iam::${accountId}:role/${taskRoleName(service)}`,
                ),
              },
            ],
          },
        ],
      }).json,
    },
    { protect: settings.production, retainOnDelete: settings.keepTransferRole, import: await keptRole() },
  );
  // Apart from the role: a role that is adopted must be as it is described, and its rights follow the settings.
  const policies: aws.iam.RolePolicy[] = [];
  if (settings.sources.length + settings.destinations.length > 0) {
    const statements = accountId.apply((own) => transferStatements(settings, own));
    policies.push(
      new aws.iam.RolePolicy("TransferPolicy", {
        role: role.name,
        name: "transfers",
        policy: aws.iam.getPolicyDocumentOutput({ statements }).json,
      }),
    );
  }
  // By their outputs: of a name that is not there yet the provider puts a policy without a document, which IAM refuses
  // (hashicorp/terraform-provider-aws, issue 43951).
  new aws.iam.RolePoliciesExclusive("TransferPolicies", {
    roleName: role.name,
    policyNames: policies.map(({ name }) => name),
  });
  return role;
}

/** The role's id in the provider, if there is one in the account. For one that is in the stage's state it changes nothing. */
async function keptRole(): Promise<string | undefined> {
  const { names } = await aws.iam.getRoles({ nameRegex: `^${name}$` });
  return names[0];
}
