import { describe, expect, test } from "vitest";
import { readStage } from "../../infra/stage.ts";
import production from "../../infra/stages/production.ts";
import { parseStage } from "../../infra/stages/schema.ts";

describe("a settings file that cannot be deployed says which field and why", () => {
  test.each([
    ["region", { region: "Frankfurt" }],
    ["domain", { domain: null }],
    ["domain.certificateArn", { domain: { ...production.domain, certificateArn: "cert-1" } }],
    ["network.publicIps", { network: { type: "create", publicIps: true } }],
    ["network.containerSubnetIds", { network: { type: "existing", vpcId: "vpc-1", containerSubnetIds: ["subnet-1"] } }],
    ["permissionsBoundaryArn", { permissionsBoundaryArn: "workload-boundary" }],
    ["sources.0.bucket", { sources: [{ ...production.sources[0], bucket: "vendor-*" }] }],
    ["sources.0.prefix", { sources: [{ ...production.sources[0], prefix: "out*" }] }],
    ["sources.0.prefix", { sources: [{ ...production.sources[0], prefix: "out" }] }],
    ["sources.0.prefix", { sources: [{ ...production.sources[0], prefix: "/out/" }] }],
    ["sources.0.accountId", { sources: [{ ...production.sources[0], accountId: "12" }] }],
    ["destinations.0", { destinations: [{ bucket: production.sources[0]?.bucket, prefix: "" }] }],
    ["alerts", { alerts: { emails: [], https: [] } }],
    ["keepTransferRole", { keepTransferRole: false }],
    ["fleet.min", { fleet: { min: 9, max: 2 } }],
  ])("%s", (field, change) => {
    expect(() => parseStage("production", { ...production, ...change })).toThrow(`  ${field}: `);
  });

  test("and so does a name that is too long for the names of roles", async () => {
    await expect(readStage("a".repeat(44))).rejects.toThrow("A stage's name has at most 43 characters");
    expect((await readStage("dev")).fleet.max).toBe(16);
  });

  test("every problem is named at once", () => {
    const read = () => parseStage("production", { ...production, region: "x", tags: 1 });
    expect(read).toThrow(/infra\/stages\/production\.ts[\s\S]*region: [\s\S]*tags: /);
  });
});
