import { accountId, region, settings } from "./settings.ts";

type Network = {
  vpcId: $util.Input<string>;
  containerSubnetIds: $util.Input<$util.Input<string>[]>;
  loadBalancerSubnetIds: $util.Input<$util.Input<string>[]>;
  databaseSubnetIds: $util.Input<$util.Input<string>[]>;
};

// What passes the network's doors to AWS. Whoever got into a task with credentials of their own carries nothing out by them,
// nor with ours into a bucket that is not the stage's.
const anybody = [{ type: "*", identifiers: ["*"] }];
const asOurselves = {
  principals: anybody,
  conditions: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: [accountId] }],
};
const stageBuckets = [...settings.sources, ...settings.destinations].flatMap(({ bucket }) => [
  `arn:aws:s3:::${bucket}`,
  `arn:aws:s3:::${bucket}/*`,
]);

const isInternal = settings.access === "internal";
export const hasPublicIps = settings.network.type === "create" && settings.network.publicIps;

export const network: Network = settings.network.type === "create" ? createNetwork() : settings.network;

/** Two zones. No NAT anywhere: public tasks have an address and no way in, private ones reach AWS by endpoints. */
function createNetwork(): Network {
  const vpc = new sst.aws.Vpc("Network", { az: 2 });
  new aws.ec2.VpcEndpoint("NetworkS3", {
    vpcId: vpc.id,
    vpcEndpointType: "Gateway",
    serviceName: `com.amazonaws.${region}.s3`,
    policy: endpointPolicy([
      ...(stageBuckets.length === 0 ? [] : [{ ...asOurselves, actions: ["s3:*"], resources: stageBuckets }]),
      // The layers of images: ECR hands out addresses that it has signed itself.
      {
        principals: anybody,
        actions: ["s3:GetObject"],
        resources: [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
      },
    ]),
    routeTableIds: $resolve([vpc.nodes.publicRouteTables, vpc.nodes.privateRouteTables]).apply((tables) =>
      tables.flat().map((table) => table.id),
    ),
  });
  if (!hasPublicIps) createInterfaceEndpoints(vpc);
  return {
    vpcId: vpc.id,
    containerSubnetIds: hasPublicIps ? vpc.publicSubnets : vpc.privateSubnets,
    loadBalancerSubnetIds: isInternal ? vpc.privateSubnets : vpc.publicSubnets,
    databaseSubnetIds: vpc.privateSubnets,
  };
}

/** Every AWS service that a task calls, and what starts a task needs: its image and its log. */
function createInterfaceEndpoints(vpc: sst.aws.Vpc): void {
  const callers = new aws.ec2.SecurityGroup("EndpointCallers", {
    vpcId: vpc.id,
    description: "HTTPS from the network to AWS endpoints",
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [vpc.nodes.vpc.cidrBlock] }],
  });
  for (const service of ["ecr.api", "ecr.dkr", "logs", "sqs", "sns", "rds-data", "ecs", "sts"]) {
    new aws.ec2.VpcEndpoint(`Network${service.replace(/(^|[.-])(.)/g, (_all, _dot, first) => first.toUpperCase())}`, {
      vpcId: vpc.id,
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${region}.${service}`,
      privateDnsEnabled: true,
      subnetIds: vpc.privateSubnets,
      securityGroupIds: [callers.id],
      policy: endpointPolicy([{ ...asOurselves, actions: ["*"], resources: ["*"] }]),
    });
  }
}

function endpointPolicy(statements: aws.types.input.iam.GetPolicyDocumentStatementArgs[]): $util.Output<string> {
  return aws.iam.getPolicyDocumentOutput({ statements }).json;
}
