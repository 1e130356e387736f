import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { isRunning } from "../packages/local-aws/src/running.ts";

const bin = fileURLToPath(new URL("../packages/cli/bin/s3mirror.mjs", import.meta.url));
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
    const { api, web, processes } = JSON.parse(await readFile(join(home, "endpoints.json"), "utf8"));
    const list = [bin, "transfers", "list", "-o", "json", "--home", home];
    expect((await promisify(execFile)(process.execPath, list, { env })).stdout).toBe("[]\n");

    const printed = /^sign in {2}(.*)$/m.exec(told.join("\n"))?.[1];
    const admin = [bin, "admin", "link", "--email", "ann@example.org", "--home", home];
    const { stdout: made } = await promisify(execFile)(process.execPath, admin, { env });
    for (const [link, role] of [
      [printed, "admin"],
      [made.trim(), "viewer"],
    ] as const) {
      const [page, token] = link?.split("/sign-in#") ?? [];
      expect(page).toBe(web);
      const session = await fetch(`${api}/v1/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ link: token }),
      });
      expect(await session.json()).toMatchObject({ user: { role } });
    }
    expect((await fetch(`${web}/`)).status).toBe(200);

    up.kill("SIGINT");
    const [code] = await once(up, "exit");
    expect(code).toBe(0);
    const left: { pid: number; role: string }[] = [];
    for (const one of processes) if (await isRunning(one.pid)) left.push(one);
    expect(left).toEqual([]);
  } finally {
    up.kill("SIGKILL");
    await rm(home, { recursive: true, force: true });
  }
});
