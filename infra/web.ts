import { cluster, ports } from "./cluster.ts";
import { coordinator } from "./coordinator.ts";
import { listen, loadBalancer } from "./load-balancer.ts";
import { serviceTransform } from "./service-transform.ts";
import { settings } from "./settings.ts";

const copies = settings.production ? 2 : 1;

/** The page. It asks the coordinator for people who are signed in; no AWS service answers to it. */
export const web = new sst.aws.Service("Web", {
  cluster,
  architecture: "arm64",
  cpu: "0.25 vCPU",
  memory: "1 GB",
  wait: true,
  scaling: { min: copies, max: copies, cpuUtilization: false, memoryUtilization: false },
  image: { context: ".", dockerfile: "web/Dockerfile" },
  logging: { retention: settings.logRetention },
  loadBalancer: {
    instance: loadBalancer,
    rules: [{ listen, forward: `${ports.web}/http`, priority: 100, conditions: { path: "/*" } }],
    // The page itself, not the coordinator behind it: without one every page would be ended, too.
    health: { [`${ports.web}/http` as const]: { path: "/sign-in", interval: "10 seconds" } },
  },
  environment: {
    PORT: `${ports.web}`,
    HOSTNAME: "0.0.0.0",
    S3MIRROR_API_URL: $interpolate`http://${coordinator.service}:${ports.coordinator}`,
  },
  dev: false,
  transform: serviceTransform("web", { stopTimeout: 30 }),
});
