import { cluster } from "./cluster.ts";
import { migration } from "./migrations.ts";
import { hasPublicIps } from "./network.ts";
import { accountId, taskRoleName } from "./settings.ts";

type Policies = { name?: string; policy?: string }[];
type Document = { Statement: { Action: string | string[] }[] };

/** How every service of ours is set up beyond what SST's component offers. `stopTimeout` is in seconds, at most 120. */
export function serviceTransform(
  service: "coordinator" | "copier" | "web",
  container: { stopTimeout: number },
): NonNullable<sst.aws.ServiceArgs["transform"]> {
  return {
    taskRole: (args) => {
      args.name = taskRoleName(service);
      // ECS takes it on for tasks of this account only. Not in `sst dev`, where SST lets a person's own copier do so, too.
      if (!($dev && service === "copier"))
        args.assumeRolePolicy = aws.iam.getPolicyDocumentOutput({ statements: [forTasksOf(accountId)] }).json;
      args.inlinePolicies = $output(args.inlinePolicies).apply((policies) =>
        withoutShell((policies ?? []) as Policies),
      );
    },
    executionRole: (args) => {
      // SST lets it read every parameter and secret of the account; ours have none in their definition.
      args.inlinePolicies = [];
    },
    taskDefinition: (args) => {
      args.containerDefinitions = $jsonParse(args.containerDefinitions).apply((definitions: object[]) =>
        JSON.stringify(
          definitions.map((one) => ({ ...one, ...container, readonlyRootFilesystem: true, pseudoTerminal: false })),
        ),
      );
    },
    service: (args, options) => {
      args.enableExecuteCommand = false;
      // A new task opens the ledger, which may have to wake (15 s and more), before it answers.
      if (service !== "copier") args.healthCheckGracePeriodSeconds = 120;
      args.propagateTags = "SERVICE";
      args.networkConfiguration = $output(args.networkConfiguration).apply((configuration) => ({
        subnets: [],
        ...configuration,
        assignPublicIp: hasPublicIps,
      }));
      // What the fleet has grown to is not the deploy's to decide.
      options.ignoreChanges = [...(options.ignoreChanges ?? []), "desiredCount"];
      // A component does not hand its dependencies down to its parts: the schema goes first, and Spot is the cluster's.
      options.dependsOn = [migration, cluster];
    },
  };
}

const forTasksOf = (account: $util.Input<string>) => ({
  principals: [{ type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] }],
  actions: ["sts:AssumeRole"],
  conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account] }],
});

/** Takes away what `aws ecs execute-command` needs (nobody opens a shell beside genomic data), and policies left empty. */
function withoutShell(policies: Policies): Policies {
  return policies.flatMap(({ name, policy }) => {
    const document = JSON.parse(policy ?? "{}") as Document;
    const Statement = document.Statement.filter(
      ({ Action }) => ![Action].flat().some((action) => action.startsWith("ssmmessages:")),
    );
    return Statement.length === 0 ? [] : [{ name, policy: JSON.stringify({ ...document, Statement }) }];
  });
}
