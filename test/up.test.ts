import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { isRunning } from "../packages/local-aws/src/running.ts";

const bin = fileURLToPath(new URL("../cli/bin/s3mirror.mjs", import.meta.url));
const env = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR };

// The page may have to be built first.
test("s3mirror up says where it is and prints a link that signs in, other commands find it, and Ctrl-C ends everything", {
  timeout: 300_000,
}, async () => {
  const home = await mkdtemp(join(tmpdir(), "s3mirror-up-"));
  const options = { env: { ...env, S3MIRROR_PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] as const };
  const up = spawn(process.execPath, [bin, "up", "--fleet", "1:1", "--home", home], {
    ...options,
    stdio: [...options.stdio],
  });
  try {
    const told: string[] = [];
    for await (const line of createInterface({ input: up.stdout })) {
      told.push(line);
      if (line.startsWith("stop")) break;
    }
    expect(told.join("\n")).toContain(join(home, "endpoints.json"));
    const { web, processes } = JSON.parse(await readFile(join(home, "endpoints.json"), "utf8"));
    const list = [bin, "transfers", "list", "-o", "json", "--home", home];
    expect((await promisify(execFile)(process.execPath, list, { env })).stdout).toBe("[]\n");

    const printed = /^sign in {2}(.*)$/m.exec(told.join("\n"))?.[1];
    const admin = [bin, "admin", "link", "--email", "ann@example.org", "--home", home];
    const { stdout: made } = await promisify(execFile)(process.execPath, admin, { env });
    const secrets: string[] = [];
    for (const [address, role] of [
      [printed, "admin"],
      [made.trim(), "viewer"],
    ] as const) {
      const [page, link = ""] = address?.split("/sign-in#") ?? [];
      expect(page).toBe(web);
      expect((await fetch(`${web}/sign-in`)).status).toBe(200);
      const session = await fetch(`${web}/session`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: web },
        body: JSON.stringify({ link }),
      });
      expect(await session.json()).toMatchObject({ user: { role } });
      const [cookie = ""] = session.headers.get("set-cookie")?.split(";") ?? [];
      const current = await fetch(`${web}/v1/sessions/current`, { headers: { cookie } });
      expect(await current.json()).toMatchObject({ user: { role } });
      const brake = (origin: string) =>
        fetch(`${web}/v1/fleet/resume`, { method: "POST", headers: { cookie, origin } });
      expect((await brake("https://elsewhere.example")).status).toBe(403);
      expect((await brake(web)).status).toBe(role === "admin" ? 200 : 403);
      secrets.push(link, cookie.split("=")[1] ?? "");
    }

    up.kill("SIGINT");
    const [code] = await once(up, "exit");
    expect(code).toBe(0);
    const left: { pid: number; role: string }[] = [];
    for (const one of processes) if (await isRunning(one.pid)) left.push(one);
    expect(left).toEqual([]);
    for (const token of secrets) expect(await filesThatHold(home, token.slice(-43))).toEqual([]);
  } finally {
    up.kill("SIGKILL");
    await rm(home, { recursive: true, force: true });
  }
});

/** Logs, the ledger's own files, what its write-ahead log says: everything. */
async function filesThatHold(folder: string, secret: string): Promise<string[]> {
  expect(secret).toMatch(/^[\w-]{43}$/);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const holding: string[] = [];
  for (const file of files) if ((await readFile(file)).includes(secret)) holding.push(file);
  return holding;
}
