import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import type { Edit } from "../evaluation.ts";
import { root } from "../root.ts";
import { type Account, readAccount } from "./account.ts";
import { startAws } from "./aws.ts";

export type SstAnswer = { code: number; said: string };

/**
 * The real sst command, on this checkout, with AWS and its engine stood in for. One command at a time: it locks. What is
 * deployed may be edited, in a copy.
 */
export async function openSst(): Promise<{
  sst(...argv: string[]): Promise<SstAnswer>;
  /** Changes a file below infra/. @throws Error where it does not hold what is replaced */
  edit(edit: Edit): Promise<void>;
  state: ReadonlyMap<string, Buffer>;
  /** What stands in the account, whichever stage made it. */
  account(): Account;
  close(): Promise<void>;
}> {
  const home = await makeTemporaryFolder();
  const checkout = join(home.path, "checkout");
  await copyCheckout(checkout);
  const aws = await startAws();
  const engine = join(home.path, "sst/bin/pulumi");
  await mkdir(join(home.path, "sst/bin"), { recursive: true });
  const accountFile = join(home.path, "account.json");
  const tsx = createRequire(import.meta.url).resolve("tsx");
  const program = join(import.meta.dirname, "pulumi.ts");
  await writeFile(engine, `#!/bin/sh\nexec "${process.execPath}" --import "${tsx}" "${program}" "$@"\n`);
  await chmod(engine, 0o755);
  const env = {
    ...{ PATH: process.env.PATH, HOME: home.path, XDG_CONFIG_HOME: home.path, NO_COLOR: "1" },
    ...{ SST_TELEMETRY_DISABLED: "1", SST_NO_BUN: "1", SST_PASSPHRASE: Buffer.alloc(32, "p").toString("base64") },
    ...{ AWS_ENDPOINT_URL: aws.url, AWS_REGION: "eu-central-1", AWS_EC2_METADATA_DISABLED: "true" },
    ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", STAND_IN_ACCOUNT: accountFile },
  };
  return {
    state: aws.state,
    account: () => readAccount(accountFile),
    sst: (...argv) =>
      new Promise((resolve) => {
        const options = { cwd: checkout, env, maxBuffer: 1 << 26, timeout: 300_000 };
        execFile(join(root, "node_modules/.bin/sst"), argv, options, (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, said: `${stdout}${stderr}` });
        });
      }),
    async edit({ file, find, replace }) {
      const path = join(checkout, file);
      const text = await readFile(path, "utf8");
      if (!text.includes(find)) throw new Error(`${file} no longer holds ${JSON.stringify(find)}`);
      await writeFile(path, text.replace(find, replace));
    },
    async close() {
      aws.close();
      await home.remove();
    },
  };
}

/** What is evaluated is copied; all else, which it only reads, is linked. */
async function copyCheckout(to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(root)) {
    const isCopied = name === "infra" || name === "sst.config.ts";
    await (isCopied
      ? cp(join(root, name), join(to, name), { recursive: true })
      : symlink(join(root, name), join(to, name)));
  }
}
