import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const bin = fileURLToPath(new URL("../packages/cli/bin/s3mirror.mjs", import.meta.url));
const threeMinutesMs = 180_000;

async function playDemo(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [bin, "demo", "--exit"], {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

test("the demo tells its four scenes, every claim holds, and it exits 0", { timeout: threeMinutesMs }, async () => {
  const { code, stdout, stderr } = await playDemo();
  expect(`${stdout}\n${stderr}`).not.toContain("DOES NOT HOLD");
  expect(code, stderr).toBe(0);
  const scenes = stdout.split("\n").flatMap((line) => /^(announce|copy|trouble|remedied)\b/.exec(line)?.[1] ?? []);
  expect(scenes).toEqual(["announce", "copy", "trouble", "remedied"]);
});

test("a claim that does not hold is exit 1 with its name", { timeout: threeMinutesMs }, async () => {
  const { code, stdout } = await playDemo({ S3MIRROR_DEMO_BREAK: "every-real-byte-is-equal" });
  expect(code).toBe(1);
  expect(stdout).toContain("DOES NOT HOLD   every-real-byte-is-equal: ");
});
