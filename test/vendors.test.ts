import { execFile, spawnSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let stack: Stack;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const homeDir = join(folder.path, ".s3mirror");
  await mkdir(homeDir);
  const environment = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR };
  const services = { web: false };
  stack = await startStack({ homeDir, port: 0, services, fleet: { min: 1, max: 1 } }, environment);
});
afterAll(async () => {
  await stack?.close();
  await folder.remove();
});

const bin = fileURLToPath(new URL("../cli/bin/s3mirror.mjs", import.meta.url));

/** Runs a shell's text in the stack's folder, where `npx s3mirror` is the command of this checkout. */
function shell(text: string) {
  const npx = `npx() { shift; "${process.execPath}" "${bin}" "$@"; }`;
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    const child = execFile(
      "sh",
      ["-c", `set -e\n${npx}\n${text}`],
      { cwd: folder.path, env: { PATH: process.env.PATH } },
      (_, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }),
    );
  });
}

// Without curl the examples cannot be run: no package of the system is asked for by this project's tests.
const canCurl = spawnSync("curl", ["--version"]).status === 0;

test("docs/vendors.md takes one from an empty stack to the first delivered file, in its five commands", async () => {
  const text = await readFile(new URL("../docs/vendors.md", import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? "");
  const [world, ...commands] = blocks;
  expect(commands).toHaveLength(5);
  expect(world).toContain("setting()");
  if (!canCurl) return;
  const { code, stdout, stderr } = await shell(blocks.join("\n"));
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: expect.stringMatching(/ACGT$/) });
  expect(stdout).toMatch(/S3MirrorList +s3:ListBucket +held/);
  expect(stdout).toMatch(/S3MirrorRead +s3:GetObject +held/);
  expect(stdout).not.toContain("not held");
  expect(stderr).toContain("The policy does not hold yet");
  const { stdout: printed } = await shell("cat onboarded.json");
  const { key, test: first, route } = JSON.parse(printed);
  expect(first.verdict).toBe("not_held");

  const again = await shell(
    `npx s3mirror vendors onboard "example genomics" s3://genomics-out/runs/ s3://genomics-in/in/ --reason again`,
  );
  expect(again, again.stderr).toMatchObject({ code: 0, stderr: expect.stringContaining(`rotate ${key.id}`) });
  expect(again.stdout).toContain("Example Genomics: what to set");
  expect(again.stdout).not.toContain("s3m_");
  const { stdout: keys } = await shell("npx s3mirror keys list --vendor 'Example Genomics' -o json");
  expect(JSON.parse(keys)).toMatchObject([{ id: key.id, role: "vendor_admin", lastUsedFrom: "127.0.0.1" }]);
  const { stdout: routes } = await shell("npx s3mirror routes list -o json");
  expect(JSON.parse(routes).filter((one: { vendor: unknown }) => one.vendor !== null)).toMatchObject([
    { id: route.id },
  ]);
}, 240_000);

test("a key is made, rotated and revoked at the terminal; its secret stands alone on stdout", async () => {
  const made = await shell("npx s3mirror keys create 'the archive' --role operator --days 30 --reason test");
  expect(made, made.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/^s3m_\w+_[\w-]{43}\n$/) });
  expect(made.stderr).toContain("the archive: operator, transfers:read transfers:write, until ");
  const id = made.stdout.split("_")[1];
  const rotated = await shell(`npx s3mirror keys rotate ${id} --overlap-hours 1`);
  expect(rotated, rotated.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/^s3m_/) });
  expect(rotated.stderr).toContain(`The key before, ${id}, lives until `);
  const third = await shell(`npx s3mirror keys rotate ${id}`);
  expect(third).toMatchObject({ code: 1, stderr: expect.stringContaining("s3mirror keys revoke ID") });
  const revoked = await shell(`npx s3mirror keys revoke ${id} --yes -o json`);
  expect(JSON.parse(revoked.stdout)).toMatchObject({ id, state: "revoked" });
  expect(await shell("npx s3mirror keys revoke none --yes")).toMatchObject({ code: 5 });
  expect((await shell("npx s3mirror keys create x --role vendor_admin")).stderr).toContain("--vendor");
}, 60_000);
