import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { estimateTransfer } from "@s3mirror/core/estimate";
import { beforeAll, describe, expect, test } from "vitest";
import { priceLines } from "../../tools/infra/price-sources.ts";
import { restingCost } from "../../tools/infra/resting-cost.ts";
import { type Evaluation, evaluate, evaluating, only } from "./evaluation.ts";
import { root } from "./root.ts";

describe("what a stage costs while nothing moves", () => {
  let production: Evaluation;
  let personal: Evaluation;
  beforeAll(async () => {
    [production, personal] = await Promise.all([
      evaluate({ stage: "production" }),
      evaluate({ stage: "jo", settings: "default" }),
    ]);
  }, evaluating);

  const rounded = (evaluation: Evaluation) =>
    Object.fromEntries(restingCost(evaluation).map(({ what, usd }) => [what, Math.round(usd * 100) / 100]));

  test("is, in production, what a calculator and the price lists say", () => {
    expect(rounded(production)).toEqual({
      // 730 h x 2 x ((0.5 + 0.25) vCPU x $0.03238 + (1 + 1) GB x $0.00356); copiers rest at none.
      "tasks on Fargate": 45.85,
      // 730 h x 0.5 ACU x $0.12
      "ledger, at its least capacity": 43.8,
      // 730 h x $0.0225
      "load balancer": 16.43,
      // 730 h x 8 endpoints x 2 zones x $0.01
      "interface endpoints, by zone": 116.8,
      // 730 h x 2 zones of the load balancer x $0.005
      "public IPv4 addresses": 7.3,
      // 3 x $0.40
      secrets: 1.2,
      // 15 alarms of people, of which three look at two metrics and one at three, and 2 of the fleet at two and three: 25 x $0.10
      "alarms, by metric": 2.5,
      dashboards: 3,
      // 2 x $0.50
      "private DNS zones": 1,
    });
  });

  test("stands in docs/deploy.md as it is", { timeout: evaluating }, async () => {
    const text = await readFile(join(root, "docs/deploy.md"), "utf8");
    const total = (evaluation: Evaluation) =>
      restingCost(evaluation)
        .reduce((sum, { usd }) => sum + usd, 0)
        .toFixed(0);
    const batches = (fleetMax: number) =>
      [20, 1_000_000]
        .map((files) => estimateTransfer({ sizes: Array.from({ length: files }, () => 1e12 / files), fleetMax }))
        .map(({ usd }) => ` $${usd.total.toFixed(2)} |`)
        .join("");
    const dev = await evaluate({ stage: "dev" });
    expect(text).toContain(`| production | $${total(production)} |${batches(64)}`);
    expect(text).toContain(`| dev | $${total(dev)} |${batches(16)}`);
  });

  test("says of every price in docs/deploy.md where it was read, or that nobody has checked it", async () => {
    const text = await readFile(join(root, "docs/deploy.md"), "utf8");
    const lines = priceLines();
    expect(lines).toHaveLength(18);
    expect(text).toContain(`|---|---|---|\n${lines.join("\n")}\n\n`);
    expect(lines.filter((line) => line.endsWith(" not checked |"))).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/\| (not checked|https:\S+ \((not dated|2026-\d\d(-\d\d)?)\)) \|$/);
  });

  test("is small for a person: no ledger while it sleeps, no endpoints, an address for each task and zone", () => {
    const cost = rounded(personal);
    expect(Object.keys(cost)).not.toContain("ledger, at its least capacity");
    expect(Object.keys(cost)).not.toContain("interface endpoints, by zone");
    // 730 h x (2 tasks + 2 zones of the load balancer) x $0.005
    expect(cost["public IPv4 addresses"]).toBe(14.6);
  });

  test("is not told where a resource has no price", () => {
    const nat = { ...only(personal, "aws:lb/loadBalancer:LoadBalancer", "LoadBalancerLoadBalancer") };
    const withNew = (type: string) => ({ ...personal, resources: [...personal.resources, { ...nat, type }] });
    expect(rounded(withNew("aws:ec2/natGateway:NatGateway"))["NAT gateways"]).toBe(32.85);
    expect(() => restingCost(withNew("aws:msk/cluster:Cluster"))).toThrow(
      "No price is known of aws:msk/cluster:Cluster",
    );
  });

  test("copiers are as large as the estimate of a transfer takes them to be: 1 vCPU, 2 GB", () => {
    const { inputs } = only(production, "aws:ecs/taskDefinition:TaskDefinition", "CopierTask");
    expect([inputs.cpu, inputs.memory]).toEqual(["1024", "2048"]);
  });
});
