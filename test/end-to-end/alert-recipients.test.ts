import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../cli/src/testing/run-command.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let stack: Stack;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  stack = await startStack(
    { homeDir: folder.path, port: 0, fleet: { min: 0, max: 1 }, services: { web: false } },
    { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR },
  );
});
afterAll(async () => {
  await stack?.close();
  await folder?.remove();
});

async function call(method: string, path: string, headers: Record<string, string> = {}) {
  const { api, adminApiKey } = stack.endpoints;
  const answer = await fetch(`${api}/v1/alert-recipients${path}`, {
    method,
    headers: { authorization: `Bearer ${adminApiKey}`, "content-type": "application/json", ...headers },
    ...(method === "POST" && { body: JSON.stringify({ reason: "is anybody there?" }) }),
  });
  const body = (await answer.json()) as { items?: Recipient[]; code?: string };
  return { status: answer.status, headers: answer.headers, body };
}

type Recipient = { id: string; protocol: string; endpoint: string; confirmed: boolean };
const list = async (): Promise<Recipient[]> => (await call("GET", "")).body.items ?? [];
const mails = async (to: string) => {
  const outbox = join(folder.path, "outbox");
  const names = await readdir(outbox).catch((): string[] => []);
  const texts = await Promise.all(
    names.filter((name) => name.endsWith(".eml")).map((name) => readFile(join(outbox, name), "utf8")),
  );
  return texts.filter((text) => text.includes(`\nTo: ${to}\n`));
};
const command = (...argv: string[]) => runCommand(stack.endpoints.api, argv, stack.endpoints.adminApiKey);

test("who has not agreed to hear of alerts is told, asked again, and then hears the test that others heard before", async () => {
  const [own] = await list();
  expect(own).toMatchObject({ protocol: "email", endpoint: "operators@s3mirror.local", confirmed: true });
  const { sns: endpoint, region, accounts } = stack.endpoints;
  const sns = new SNSClient({ endpoint, region, credentials: accounts.company });
  const TopicArn = stack.environments.coordinator.S3MIRROR_ALERTS_TOPIC_ARN;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "new@example.org" }));
  sns.destroy();
  await waitUntil("who has not agreed stands first", async () => (await list())[0]?.confirmed === false);
  const [pending] = await list();
  expect(pending).toEqual({
    id: expect.stringMatching(/^ar_\w{26}$/),
    protocol: "email",
    endpoint: "new@example.org",
    confirmed: false,
  });
  const told = (await command("doctor")).stdout;
  expect(told).toContain("not confirmed, so nothing is sent there: new@example.org");
  expect(told).toContain("s3mirror alerts send-again new@example.org\n");
  await waitUntil("they were asked", async () => (await mails("new@example.org")).length === 1);

  const first = await call("POST", "/test", { "idempotency-key": "a test" });
  expect(first).toMatchObject({ status: 202, body: { confirmed: 1, unconfirmed: 1 } });
  expect(first.headers.get("audit-entry")).toMatch(/^\d+$/);
  const again = await call("POST", "/test", { "idempotency-key": "a test" });
  expect(again.headers.get("audit-entry")).toBe(first.headers.get("audit-entry"));
  await waitUntil("the operators heard the test", async () => (await mails("operators@s3mirror.local")).length > 0);

  const asked = await call("POST", `/${pending?.id}/send-again`);
  expect(asked).toMatchObject({ status: 200, body: pending });
  expect(asked.headers.get("audit-entry")).toMatch(/^\d+$/);
  await waitUntil("they were asked again", async () => (await mails("new@example.org")).length === 2);
  expect(await command("alerts", "send-again", "new@example.org")).toMatchObject({
    code: 0,
    stdout: "new@example.org was asked again.\n",
  });
  await waitUntil("and once more", async () => (await mails("new@example.org")).length === 3);
  expect((await command("alerts", "list")).stdout).toMatch(/ new@example\.org +NO: hears nothing\n.+ yes\n$/);
  const link = /^http.+ConfirmSubscription.+$/m.exec((await mails("new@example.org"))[2] ?? "")?.[0] ?? "";
  expect((await fetch(link)).status).toBe(200);
  await waitUntil("they have agreed", async () => (await list()).every(({ confirmed }) => confirmed));
  expect((await list()).map(({ id }) => id)).toContain(pending?.id);
  expect(await call("POST", `/${pending?.id}/send-again`)).toMatchObject({
    status: 409,
    body: { code: "recipient_confirmed" },
  });
  expect(await call("POST", "/ar_none/send-again")).toMatchObject({
    status: 404,
    body: { code: "recipient_not_found" },
  });

  expect((await call("POST", "/test")).body).toEqual({ confirmed: 2, unconfirmed: 0 });
  await waitUntil("both heard the test", async () => (await mails("new@example.org")).length === 4);
  // The first was sent once, though it was asked for twice.
  const heard = await mails("operators@s3mirror.local");
  expect(heard).toHaveLength(2);
  for (const mail of heard) {
    expect(mail).toMatch(/\nSubject: S3Mirror: a test\n/);
    expect(mail).toContain("local admin sent this to see that alerts arrive. Nothing is wrong.");
    expect(mail).toContain("Why: is anybody there?");
  }
  expect(await command("alerts", "test")).toMatchObject({
    code: 0,
    stdout: "A test is on its way to 2 recipients.\n",
    stderr: "",
  });
  const nobody = await command("alerts", "send-again", "nobody@example.org");
  expect(nobody).toMatchObject({ code: 5, stderr: expect.stringContaining('"s3mirror alerts list" shows them') });
}, 120_000);

test("an SNS that does not answer is told as that, within seconds, and nothing is on record", async () => {
  const sns = (await stack.processes()).find(({ role }) => role === "sns");
  process.kill(sns?.pid ?? 0, "SIGSTOP");
  try {
    // What was told within the last second is told once more.
    await expect.poll(async () => (await call("GET", "")).status, { timeout: 30_000 }).toBe(503);
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/test"],
    ] as const) {
      const { status, headers, body } = await call(method, path);
      expect({ status, code: body.code }).toEqual({ status: 503, code: "alerts_unavailable" });
      expect([headers.get("retry-after"), headers.get("audit-entry")]).toEqual(["10", null]);
    }
  } finally {
    process.kill(sns?.pid ?? 0, "SIGCONT");
  }
}, 60_000);
