import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./root.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(() => folder.remove());

/** Ends with the exit code, and with all that was said. */
async function runNode(
  argv: string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ["--import", join(root, "node_modules/tsx/dist/loader.mjs"), ...argv], {
    cwd,
    env: { PATH: process.env.PATH, HOME: folder.path, ...env },
  });
  const [[code], out, err] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  return { code, said: out + err };
}

test("of two runs at once one fetches and both go on, and a third fetches nothing", async () => {
  const [stamp, result, log] = ["stamp", "result", "log"].map((name) => join(folder.path, name));
  const program = join(folder.path, "prepare.mts");
  await writeFile(
    program,
    `import { appendFile, readFile, writeFile } from "node:fs/promises";
    import { prepareOnce } from ${JSON.stringify(join(root, "tools/infra/prepare-once.ts"))};
    const [, , wanted, together] = process.argv;
    const log = ${JSON.stringify(log)};
    await appendFile(log + "-starts", wanted);
    await prepareOnce({ stamp: ${JSON.stringify(stamp)}, result: ${JSON.stringify(result)}, wanted, install: async () => {
      await appendFile(log, \`\${wanted} begun\\n\`);
      while ((await readFile(log + "-starts", "utf8")).length < Number(together)) await new Promise(setImmediate);
      await writeFile(${JSON.stringify(result)}, wanted);
      await appendFile(log, \`\${wanted} done\\n\`);
    } });`,
  );
  const prepare = (wanted: string, together: string) => runNode([program, wanted, together], root);
  const both = await Promise.all([prepare("a", "2"), prepare("a", "2")]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  await prepare("a", "1");
  expect(await readFile(String(log), "utf8")).toBe("a begun\na done\n");
  await prepare("b", "1");
  expect(await readFile(String(log), "utf8")).toBe("a begun\na done\nb begun\nb done\n");
});

test("a registry that does not answer is named as the reason, and nothing is taken for prepared", async () => {
  const checkout = join(folder.path, "checkout");
  for (const name of ["tools/infra", "test/infra"])
    await cp(join(root, name), join(checkout, name), { recursive: true });
  for (const name of ["sst.config.ts", "package.json", ".npmrc"]) await cp(join(root, name), join(checkout, name));
  await mkdir(join(checkout, "node_modules"));
  for (const name of ["sst", "@s3mirror", ".bin"]) {
    await symlink(join(root, "node_modules", name), join(checkout, "node_modules", name));
  }
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  const prepare = () =>
    runNode([join(checkout, "tools/infra/prepare.ts")], checkout, {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_fetch_retry_mintimeout: "10",
      npm_config_fetch_retry_maxtimeout: "20",
    });
  for (const time of ["first", "second"]) {
    const { code, said } = await prepare();
    expect(code, time).toBe(1);
    expect(said).toContain("Fetching SST's components from npm, once");
    expect(said).toContain("could not be fetched: the npm registry did not answer (ECONNREFUSED).");
  }
});
