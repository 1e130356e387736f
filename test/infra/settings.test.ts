import { describe, expect, test } from "vitest";
import { readStage } from "../../infra/stage.ts";
import production from "../../infra/stages/production.ts";
import { parseStage } from "../../infra/stages/schema.ts";

describe("a settings file that cannot be deployed says which field and why", () => {
  test.each([
    ["region", { region: "Frankfurt" }],
    ["domain", { domain: null }],
    ["domain", { domain: null, access: "internal", production: false }],
    ["access", { access: "internal" }],
    ["allowFrom.0", { allowFrom: ["10.0.0.0"] }],
    ["allowFrom", { allowFrom: [] }],
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

  test("every problem is named at once", () => {
    const read = () => parseStage("production", { ...production, region: "x", tags: 1 });
    expect(read).toThrow(/infra\/stages\/production\.ts[\s\S]*region: [\s\S]*tags: /);
  });
});

describe("a stage without a settings file of its own", () => {
  const mistyped = ["prod", "live", "prd", "test", "stage", "production2", "a", "a".repeat(43)];
  const noNames = [
    "Production",
    "PROD",
    "1st",
    "-a",
    "a_b",
    "a.b",
    "",
    " dev",
    "../production",
    "a".repeat(44),
    "default",
    "schema",
  ];

  test.each(mistyped)("%s is refused with the command that makes one, and taken by `sst dev` alone", async (name) => {
    const remedy = `cp infra/stages/default.ts infra/stages/${name}.ts`;
    await expect(readStage(name, { mayBeDefault: false })).rejects.toThrow(remedy);
    expect(await readStage(name, { mayBeDefault: true })).toMatchObject({ production: false, sources: [] });
  });

  test.each(noNames)("%j is no name, not even for `sst dev`", async (name) => {
    await expect(readStage(name, { mayBeDefault: true })).rejects.toThrow("is no name of a stage");
  });

  test.each(["dev", "staging", "production", "production-in-your-network"])("%s is not one", async (name) => {
    const { tags } = await readStage(name, { mayBeDefault: false });
    expect(tags.environment).toBe(name.replace(/-in.*/, ""));
  });
});
