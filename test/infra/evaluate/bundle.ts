import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, relative } from "node:path";
import type { build } from "esbuild";
import type { Edit } from "../evaluation.ts";
import { platform, root } from "../root.ts";

const esbuild = createRequire(join(platform, "package.json"))("esbuild") as { build: typeof build };

export type BundleOptions = {
  code: string;
  outfile: string;
  define?: Record<string, string>;
  inject?: string[];
  banner?: string;
  /** What every file finds without importing it. */
  globals?: string;
  edits?: readonly Edit[];
};

/** Bundles code as the sst command does (`pkg/js/js.go`), with the deliberate edits of a test. */
export async function bundle(options: BundleOptions): Promise<void> {
  const applied = new Set<Edit>();
  await esbuild.build({
    stdin: { contents: options.code, resolveDir: root, sourcefile: "evaluated.ts", loader: "ts" },
    outfile: options.outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    logLevel: "silent",
    nodePaths: [join(platform, "node_modules")],
    external: [
      "@pulumi/*",
      "undici",
      "@pulumiverse/*",
      "@sst-provider/*",
      "@aws-sdk/*",
      "esbuild",
      "archiver",
      "glob",
      "vite",
    ],
    define: options.define,
    inject: options.inject,
    banner: {
      js: `import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);
const __filename = ${JSON.stringify(options.outfile)}; const __dirname = ${JSON.stringify(platform)};
${options.banner ?? ""}`,
    },
    plugins: [
      {
        name: "globals-and-edits",
        setup(building) {
          building.onLoad({ filter: /\.(js|ts|jsx|tsx)$/ }, async ({ path }) => {
            if (path.startsWith(join(root, ".sst"))) return undefined;
            let contents = await readFile(path, "utf8");
            for (const edit of options.edits ?? []) {
              if (edit.file !== relative(root, path) || !contents.includes(edit.find)) continue;
              contents = contents.replace(edit.find, edit.replace);
              applied.add(edit);
            }
            return { contents: `${options.globals ?? ""}\n${contents}`, loader: extname(path).slice(1) as "ts" };
          });
        },
      },
    ],
  });
  const missed = options.edits?.find((edit) => !applied.has(edit));
  if (missed) throw new Error(`${missed.file} no longer holds ${JSON.stringify(missed.find)}`);
}
