import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { root } from "../root.ts";
import { startAws } from "./aws.ts";

export type SstAnswer = { code: number; said: string };

/** The real sst command, on this repository, with AWS and its engine stood in for. One command at a time: it locks. */
export async function openSst(): Promise<{
  sst(...argv: string[]): Promise<SstAnswer>;
  state: ReadonlyMap<string, Buffer>;
  close(): Promise<void>;
}> {
  const home = await makeTemporaryFolder();
  const aws = await startAws();
  const engine = join(home.path, "sst/bin/pulumi");
  await mkdir(join(home.path, "sst/bin"), { recursive: true });
  const tsx = createRequire(import.meta.url).resolve("tsx");
  const program = join(import.meta.dirname, "pulumi.ts");
  await writeFile(engine, `#!/bin/sh\nexec "${process.execPath}" --import "${tsx}" "${program}" "$@"\n`);
  await chmod(engine, 0o755);
  const env = {
    ...{ PATH: process.env.PATH, HOME: home.path, XDG_CONFIG_HOME: home.path, NO_COLOR: "1" },
    ...{ SST_TELEMETRY_DISABLED: "1", SST_NO_BUN: "1", SST_PASSPHRASE: Buffer.alloc(32, "p").toString("base64") },
    ...{ AWS_ENDPOINT_URL: aws.url, AWS_REGION: "eu-central-1", AWS_EC2_METADATA_DISABLED: "true" },
    ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
  };
  return {
    state: aws.state,
    sst: (...argv) =>
      new Promise((resolve) => {
        const options = { cwd: root, env, maxBuffer: 1 << 26, timeout: 120_000 };
        execFile(join(root, "node_modules/.bin/sst"), argv, options, (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, said: `${stdout}${stderr}` });
        });
      }),
    async close() {
      aws.close();
      await home.remove();
    },
  };
}
