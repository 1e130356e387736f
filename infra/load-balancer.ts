import { network } from "./network.ts";
import { settings } from "./settings.ts";

const { domain, access, allowFrom = ["0.0.0.0/0"] } = settings;

/** One way in: TLS with the stage's certificate, or plain HTTP where the stage has no domain. */
export const listener = domain ? ("https" as const) : ("http" as const);
const port = domain ? 443 : 80;
export const listen = domain ? ("443/https" as const) : ("80/http" as const);

export const loadBalancer = new sst.aws.Alb("LoadBalancer", {
  vpc: {
    id: network.vpcId,
    publicSubnets: network.loadBalancerSubnetIds,
    privateSubnets: network.loadBalancerSubnetIds,
  },
  public: access === "public",
  domain: domain ? { name: domain.name, cert: domain.certificateArn, dns: false } : undefined,
  listeners: [{ port, protocol: listener }],
  transform: {
    securityGroup: (args) => {
      args.ingress = [{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: allowFrom }];
    },
    listener: (args) => {
      if (domain) args.sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
    },
    loadBalancer: (args) => {
      args.dropInvalidHeaderFields = true;
      args.enableDeletionProtection = settings.production;
    },
  },
});

/** The origin that people use. */
export const publicUrl = domain ? $output(`https://${domain.name}`) : $interpolate`http://${loadBalancer.dnsName}`;
