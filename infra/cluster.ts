import { loadBalancer } from "./load-balancer.ts";
import { network } from "./network.ts";

export const ports = { coordinator: 4000, web: 4001 } as const;

// Services find each other by name inside the network; what people send comes in through the load balancer.
const namespace = new aws.servicediscovery.PrivateDnsNamespace("Names", {
  name: `${$app.stage}.${$app.name}.internal`,
  vpc: network.vpcId,
});

/** Out: HTTPS to AWS, and to the coordinator. In: the load balancer and the page's own server, nobody else. */
const tasks = new aws.ec2.SecurityGroup("Tasks", {
  vpcId: network.vpcId,
  description: "S3Mirror tasks",
  egress: [
    { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] },
    { protocol: "tcp", fromPort: ports.coordinator, toPort: ports.coordinator, self: true },
  ],
  ingress: [
    { protocol: "tcp", fromPort: ports.coordinator, toPort: ports.coordinator, self: true },
    {
      protocol: "tcp",
      fromPort: ports.coordinator,
      toPort: ports.web,
      securityGroups: [loadBalancer.securityGroupId],
    },
  ],
});

export const cluster = new sst.aws.Cluster("Cluster", {
  vpc: {
    id: network.vpcId,
    securityGroups: [tasks.id],
    containerSubnets: network.containerSubnetIds,
    loadBalancerSubnets: network.loadBalancerSubnetIds,
    cloudmapNamespaceId: namespace.id,
    cloudmapNamespaceName: namespace.name,
  },
  transform: {
    cluster: (args) => {
      args.settings = [{ name: "containerInsights", value: "enabled" }];
    },
  },
});
