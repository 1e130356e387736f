import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readStage } from "../../infra/stage.ts";
import { readDeployed } from "../../tools/smoke/deployed.ts";
import { openSst } from "./cli/run-sst.ts";
import { root } from "./root.ts";

const timeout = 600_000;

/** What this cannot show, because AWS and SST's engine are stood in for, is listed at the end of docs/deploy.md. */
describe("the real sst command", () => {
  let opened: Awaited<ReturnType<typeof openSst>>;
  beforeAll(async () => {
    opened = await openSst();
  });
  afterAll(() => opened.close());

  const kept = (stage: string) => opened.state.get(`/sst-state/app/s3mirror/${stage}.json`);
  const standing = (type: string) => opened.account().filter((one) => one.type === type);
  async function run(command: "deploy" | "remove", stage: string): Promise<string> {
    const { code, said } = await opened.sst(command, "--stage", stage);
    expect(code, said).toBe(0);
    return said;
  }

  test("shows what a deploy would change, and changes nothing", { timeout }, async () => {
    const diff = await opened.sst("diff", "--stage", "dev");
    expect(diff, diff.said).toMatchObject({ code: 0 });
    for (const made of ["CopyQueue sst:aws:Queue", "Ledger sst:aws:Aurora", "TransferRole aws:iam:Role"]) {
      expect(diff.said).toContain(made);
    }
    expect(kept("dev")).toBeUndefined();
  });

  test("deploys no stage without a settings file, and says how one is made", { timeout }, async () => {
    for (const command of ["deploy", "diff"]) {
      const refused = await opened.sst(command, "--stage", "prod");
      expect(refused).toMatchObject({
        code: 1,
        said: expect.stringContaining("cp infra/stages/default.ts infra/stages/prod.ts"),
      });
    }
    expect(kept("prod")).not.toContain("CopyQueue");
    expect((await opened.sst("deploy", "--stage", "Production")).code).toBe(1);
    expect(opened.account()).toEqual([]);
  });

  test("refuses, as AWS would, what may be made before what it names", { timeout }, async () => {
    const unordered = {
      file: "infra/transfer-role.ts",
      find: "policies.map(({ name }) => name)",
      replace: '["transfers"]',
    };
    await opened.edit(unordered);
    const stopped = await opened.sst("deploy", "--stage", "dev");
    expect(stopped).toMatchObject({
      code: 1,
      said: expect.stringMatching(/policyNames names .*TransferPolicy, which does not/),
    });
    await opened.edit({ ...unordered, find: unordered.replace, replace: unordered.find });
  });

  test("deploys a stage, tells its address and whom vendors grant to, and keeps its state", { timeout }, async () => {
    const deployed = await opened.sst("deploy", "--stage", "dev");
    expect(deployed, deployed.said).toMatchObject({ code: 0 });
    expect(deployed.said).toContain("transferRole: arn:aws:iam::111122223333:role/s3mirror-dev-transfer");
    expect(deployed.said).toMatch(/url: http:\/\//);
    expect(`${kept("dev")}`).toContain("CopyQueueQueue");
    // What the smoke run reads.
    const { sources, destinations } = await readStage("dev", { mayBeDefault: false });
    expect(await readDeployed(join(root, ".sst/outputs.json"), "dev")).toMatchObject({
      production: false,
      region: "eu-central-1",
      copierService: "Copier",
      cluster: expect.stringMatching(/^s3mirror-dev-/),
      deployedBuckets: { sources, destinations },
    });
  });

  test("packs the migration as Lambda loads it, its SQL beside the bundle", async () => {
    const artifacts = join(root, ".sst/artifacts");
    const load = `import(${JSON.stringify(join(artifacts, "Migrate-src/bundle.mjs"))}).then(({ handler }) => console.log(typeof handler))`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", load]);
    expect(stdout).toBe("function\n");
    const packed = namesInZip(await readFile(join(artifacts, "Migrate/code.zip")));
    const migrations = await readdir(join(root, "packages/core/src/store/migrations"));
    expect(packed).toEqual(expect.arrayContaining(["bundle.mjs", ...migrations.map((name) => `migrations/${name}`)]));
  });

  test("removes it: nothing stays but the bundle that SST keeps, and it is deployed again", { timeout }, async () => {
    expect(standing("aws:iam/role:Role").length).toBeGreaterThan(5);
    await run("remove", "dev");
    expect(opened.account().map(({ type }) => type)).toEqual(["aws:s3/bucketObjectv2:BucketObjectv2"]);
    expect(`${kept("dev")}`).not.toContain("CopyQueueQueue");
    await run("deploy", "dev");
    expect(`${kept("dev")}`).toContain("CopyQueueQueue");
    await run("remove", "dev");
  });

  test("will not remove a production stage", { timeout }, async () => {
    await run("deploy", "production");
    const removed = await opened.sst("remove", "--stage", "production");
    expect(removed.code).toBe(1);
    expect(removed.said).toContain("Cannot remove protected stage");
    expect(`${kept("production")}`).toContain("LedgerCluster");
  });

  test("keeps the role that vendors granted to when production goes, and adopts it when it comes back", {
    timeout,
  }, async () => {
    const file = "infra/stages/production.ts";
    await opened.edit({ file, find: "production: true", replace: "production: false" });
    await run("deploy", "production");
    await run("remove", "production");
    const staying = opened.account().map(({ type }) => type);
    expect(staying.filter((type) => type !== "aws:s3/bucketObjectv2:BucketObjectv2")).toEqual(["aws:iam/role:Role"]);
    expect(standing("aws:iam/role:Role")).toMatchObject([
      { id: "s3mirror-production-transfer", inputs: { name: "s3mirror-production-transfer" } },
    ]);

    await opened.edit({ file, find: "production: false", replace: "production: true" });
    const role = { file: "infra/transfer-role.ts", find: "await keptRole()", replace: "undefined" };
    await opened.edit(role);
    // As on any half-failed deploy, what could be made stands, and the next one goes on.
    const stopped = await opened.sst("deploy", "--stage", "production");
    expect(stopped.code).toBe(1);
    expect(stopped.said).toContain("EntityAlreadyExists");
    await opened.edit({ ...role, find: "import: undefined", replace: "import: await keptRole()" });

    await opened.edit({ file, find: 'prefix: "outgoing/"', replace: 'prefix: "other/"' });
    const said = await run("deploy", "production");
    expect(said).toMatch(/Imported +TransferRole aws:iam:Role/);
    const [policy, ...more] = standing("aws:iam/rolePolicy:RolePolicy");
    expect(more).toEqual([]);
    expect(policy?.inputs).toMatchObject({
      role: "s3mirror-production-transfer",
      policy: expect.stringContaining("deliveries/other/*"),
    });
  });
});

/** From its central directory (PKWARE APPNOTE, 4.3.12). */
function namesInZip(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf("PK\x01\x02"); at >= 0; at = zip.indexOf("PK\x01\x02", at + 46)) {
    names.push(`${zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28))}`);
  }
  return names;
}
