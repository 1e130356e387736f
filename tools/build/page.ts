import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { buildPage } from "@s3mirror/infra-local/page-build";
import { z } from "zod";
import { checkout } from "./bundles.ts";
import { type ForeignPackage, packagesIn } from "./packages-in.ts";

/** Next resizes images with these where a page asks for it; ours has none, and they differ from machine to machine. */
const leftOut = /(^|\/)node_modules\/(sharp|@img)(\/|$)|\.map$/;

/** Writes the page's server and all it needs from outside of Node into `folder`; it starts with `web/server.js`. */
export async function writePage(folder: string): Promise<void> {
  const standalone = await buildStandalone();
  await cp(standalone, folder, {
    recursive: true,
    filter: (source) => !leftOut.test(relative(standalone, source).replaceAll("\\", "/")),
  });
}

async function buildStandalone(): Promise<string> {
  const logs = await mkdtemp(join(tmpdir(), "s3mirror-page-"));
  try {
    const tell = (line: string) => process.stderr.write(`${line}\n`);
    const program = await buildPage({ logFile: join(logs, "build.log"), tell, signal: new AbortController().signal });
    return dirname(dirname(program));
  } finally {
    await rm(logs, { recursive: true, force: true });
  }
}

const workspace = z.object({ dependencies: z.record(z.string(), z.string()) });
const locked = z.object({
  packages: z.record(z.string(), z.object({ dependencies: z.record(z.string(), z.string()).default({}) })),
});

/**
 * The packages that a written page is made of: those that stand in its folder, and those that Next has bundled, which are
 * what web/package.json depends on and what that depends on, by the lockfile. Of Next itself only what stands there.
 */
export async function packagesOfPage(folder: string): Promise<ForeignPackage[]> {
  const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(checkout, path), "utf8"));
  const { packages } = locked.parse(await read("package-lock.json"));
  const found = new Set<string>();
  const visit = (from: string, names: string[]) => {
    for (const name of names) {
      const path = resolve(packages, from, name);
      if (path === undefined || found.has(path)) continue;
      found.add(path);
      visit(path, Object.keys(packages[path]?.dependencies ?? {}));
    }
  };
  const { dependencies } = workspace.parse(await read("web/package.json"));
  visit(
    "web",
    Object.keys(dependencies).filter((name) => name !== "next"),
  );
  const standing = (await readdir(join(folder, "node_modules"), { recursive: true }))
    .map((path) => `node_modules/${path}`)
    .filter((path) => /node_modules\/(@[^/]+\/)?[^@/]+\/package\.json$/.test(path));
  return await packagesIn([...found, ...standing]);
}

/** Where Node finds the package from there: in the nearest `node_modules` above. */
function resolve(packages: Record<string, unknown>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = folder === "." ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === ".") return undefined;
  }
}
