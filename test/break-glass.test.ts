import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { openLedger } from "@s3mirror/core/store/ledger";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

const bin = fileURLToPath(new URL("../cli/bin/s3mirror.mjs", import.meta.url));

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let stack: Stack;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const services = { coordinators: 1, copier: false };
  stack = await startStack({ homeDir: folder.path, port: 0, services }, { PATH: process.env.PATH });
});
afterAll(async () => {
  await stack?.close();
  await folder.remove();
});

/** The account's credentials, and no key. */
function account(): Record<string, string | undefined> {
  const { s3, rdsData, accounts } = stack.endpoints;
  return {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: accounts.company.accessKeyId,
    AWS_SECRET_ACCESS_KEY: accounts.company.secretAccessKey,
    AWS_ENDPOINT_URL_STS: s3,
    AWS_ENDPOINT_URL_RDS_DATA: rdsData,
  };
}

/** Runs `admin link --break-glass` with AWS credentials and without any key. */
async function admin(...more: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = account();
  const argv = [bin, "admin", "link", "--email", "Ann@Example.org", "--role", "admin", "--break-glass", ...more];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, { env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const glass = (change: { secret?: string } = {}) => [
  ...["--ledger", stack.environments.coordinator.S3MIRROR_LEDGER_RESOURCE_ARN ?? ""],
  ...["--ledger-secret", change.secret ?? stack.environments.coordinator.S3MIRROR_LEDGER_SECRET_ARN ?? ""],
  ...["--page", "https://transfers.example.org/", "--reason", "the first administrator"],
];

async function readActs() {
  const { rdsData: endpoint, region, accounts } = stack.endpoints;
  const client = new RDSDataClient({ endpoint, region, credentials: accounts.company });
  const ledger = openLedger({
    resourceArn: stack.environments.coordinator.S3MIRROR_LEDGER_RESOURCE_ARN ?? "",
    secretArn: stack.environments.coordinator.S3MIRROR_LEDGER_SECRET_ARN ?? "",
    database: stack.environments.coordinator.S3MIRROR_LEDGER_DATABASE ?? "",
    client,
    sleep: async () => undefined,
    random: Math.random,
  });
  try {
    const rows = await ledger.run(z.object({ entry: z.string() }), "select entry from audit_log order by number");
    return rows.map(({ entry }) => JSON.parse(entry));
  } finally {
    client.destroy();
  }
}

test("without any key the account's own credentials let the first administrator in, and the audit log says who and why", async () => {
  const { code, stdout, stderr } = await admin(...glass());
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("in as admin, once") });
  const [page, link] = stdout.trim().split("/sign-in#");
  expect(page).toBe("https://transfers.example.org");

  const sessions = `${stack.endpoints.api}/v1/sessions`;
  const use = () =>
    fetch(sessions, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ link }),
    });
  const session = await use();
  expect(session.status).toBe(201);
  expect(await session.json()).toMatchObject({ user: { email: "ann@example.org", role: "admin" } });
  expect((await use()).status).not.toBe(201);

  const { principalArn } = stack.endpoints.accounts.company;
  expect((await readActs()).find(({ act }) => act === "sign_in_link.made")).toMatchObject({
    actor: { kind: "aws", id: principalArn },
    reason: "the first administrator",
    after: { email: "ann@example.org", role: "admin" },
  });
});

test("docs/deploy.md takes the first administrator from AWS credentials to the first key, as it is written", async () => {
  const text = await readFile(new URL("../docs/deploy.md", import.meta.url), "utf8");
  const section = /^## The first administrator\n(.*?)^## /ms.exec(text)?.[1] ?? "";
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? "");
  expect(blocks).toHaveLength(2);
  const { coordinator } = stack.environments;
  const commands = blocks
    .join("\n")
    .replaceAll("arn:aws:rds:…", coordinator.S3MIRROR_LEDGER_RESOURCE_ARN ?? "")
    .replaceAll("arn:aws:secretsmanager:…", coordinator.S3MIRROR_LEDGER_SECRET_ARN ?? "")
    .replaceAll("https://transfers.example.com", stack.endpoints.api);
  const npx = `npx() { shift; "${process.execPath}" "${bin}" "$@"; }`;
  const { stdout, stderr } = await promisify(execFile)("sh", ["-ec", `${npx}\n${commands}`], { env: account() });
  expect(stderr).toContain("Ann's terminal: admin, transfers:read transfers:write, until ");
  expect(stdout).toContain("ann@example.com");
  expect(stdout).toMatch(/\/sign-in#s3l_.*\ns3m_\w+_[\w-]{43}\n$/);

  const acts = await readActs();
  const { principalArn } = stack.endpoints.accounts.company;
  const [made, ...keys] = acts.filter(({ act, after }) => act === "key.created" || after?.email === "ann@example.com");
  expect(made).toMatchObject({ act: "sign_in_link.made", actor: { kind: "aws", id: principalArn } });
  expect(keys).toMatchObject([
    { actor: { kind: "user", label: "ann@example.com" }, reason: "the first key", after: { role: "admin" } },
    { actor: { kind: "key", label: "Ann's terminal" }, after: { role: "operator", person: null } },
  ]);
  // The link was used up, and its session has ended.
  expect(
    acts.filter(({ act, actor }) => act.startsWith("session.") && actor.label === "ann@example.com"),
  ).toMatchObject([{ act: "session.started" }, { act: "session.ended" }]);
});

test("a key is not made with what is no link, or with one that was used", async () => {
  const create = async (link: string) => {
    const argv = [bin, "keys", "create", "x", "--role", "admin", "--link", link];
    return await promisify(execFile)(process.execPath, argv, { env: { PATH: process.env.PATH } }).then(
      () => ({ code: 0, stderr: "" }),
      (error: { code: number; stderr: string }) => error,
    );
  };
  expect(await create("s3l_a_b")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--link: This is no whole link"),
  });
  const { stdout } = await admin(...glass(), "--page", stack.endpoints.api);
  expect(await create(stdout.trim())).toMatchObject({ code: 0 });
  expect(await create(stdout.trim())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--link: The link was used already"),
  });
});

test("what is missing is named, and what the account refuses is told with the rights it takes; nothing is changed", async () => {
  const before = (await readActs()).length;
  const without = await admin("--ledger", "arn:aws:rds:eu-central-1:111122223333:cluster:ledger");
  expect(without.code).toBe(2);
  expect(without.stderr).toContain("--break-glass needs --ledger, --ledger-secret, --page and --reason");
  const noArn = await admin(...glass(), "--ledger", "ledger");
  expect(noArn).toMatchObject({ code: 2, stderr: expect.stringContaining('--ledger: "ledger" is no ARN') });
  const refused = await admin(...glass({ secret: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:another" }));
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain("No link was made.");
  expect(refused.stderr).toContain("secretsmanager:GetSecretValue on arn:aws:secretsmanager");
  expect(await readActs()).toHaveLength(before);
});
