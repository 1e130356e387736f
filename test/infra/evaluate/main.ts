import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Evaluation, EvaluationInput, Resource } from "../evaluation.ts";
import { platform, root } from "../root.ts";
import { bundle } from "./bundle.ts";
import { providerMocks } from "./mocks.ts";
import type { Pulumi } from "./pulumi.ts";
import { plainResources, recordRegistrations, settle } from "./registrations.ts";
import { startSstServer } from "./sst-server.ts";

const input = JSON.parse(process.env.EVALUATE ?? "{}") as EvaluationInput;
const account = "111122223333";
const config = JSON.stringify(join(root, "sst.config.ts"));
const pulumi = createRequire(join(platform, "package.json"))("@pulumi/pulumi") as Pulumi;
// Below the platform, so that what is not bundled (`@pulumi/*`) is found.
const folder = await mkdtemp(join(platform, "evaluated-"));
const problems: string[] = [];
const copied =
  input.settings === undefined
    ? []
    : [{ file: "infra/stage.ts", find: "loadSettings(stage)", replace: `loadSettings("${input.settings}")` }];
process.on("unhandledRejection", (problem) =>
  problems.push(problem instanceof Error ? problem.message : String(problem)),
);

try {
  const app = await evaluateApp();
  const resources = await evaluateProgram(app);
  if (problems.length > 0) throw new Error([...new Set(problems)].join("\n"));
  const evaluation: Evaluation = { stage: input.stage, dev: input.dev ?? false, app, resources };
  await new Promise((resolve) => process.stdout.write(JSON.stringify(evaluation), resolve));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();

async function evaluateApp(): Promise<Evaluation["app"]> {
  const outfile = join(folder, "app.mjs");
  await bundle({
    code: `import config from ${config}; export default await config.app({ stage: ${JSON.stringify(input.stage)} });`,
    outfile,
    banner: "function $config(input) { return input; }",
    edits: [...copied, ...(input.edits ?? []).filter(({ file }) => file.startsWith("infra/stages/"))],
  });
  const { default: app } = await import(pathToFileURL(outfile).href);
  return { removal: "retain", protect: false, providers: {}, ...app };
}

/** Runs the program inside Pulumi's root stack, through SST's own `run`, as the sst command's host does. */
async function evaluateProgram(app: Evaluation["app"]): Promise<Resource[]> {
  const region = String(app.providers.aws?.region);
  const server = await startSstServer({ region, account }, folder);
  Object.assign(process.env, { SST_SERVER: server.url, SST_AWS_REGION: region });
  const resources: Resource[] = [];
  await pulumi.runtime.setMocks(
    providerMocks({ region, account, roles: input.roles ?? [] }, ({ type, name, inputs }) => {
      const resource = resources.findLast((one) => one.type === type && one.name === name);
      if (resource !== undefined) resource.inputs = inputs;
    }),
    app.name,
    input.stage,
    false,
  );
  recordRegistrations(pulumi.runtime.getMonitor(), resources);
  const outfile = join(folder, "run.mjs");
  const lock = JSON.parse(await readFile(join(root, ".sst/provider-lock.json"), "utf8")) as {
    alias: string;
    package: string;
  }[];
  const sst = JSON.stringify(`${platform}/src/components`);
  await bundle({
    code: `import { run } from ${JSON.stringify(`${platform}/src/auto/run.ts`)}; import config from ${config};
      export default () => run(config.run);`,
    outfile,
    inject: [join(platform, "src/shim/run.js")],
    globals: [
      ...lock.map((one) => `import * as ${one.alias} from "${one.package}";`),
      `import * as sst from ${sst};`,
    ].join("\n"),
    define: {
      $app: JSON.stringify({ ...app, stage: input.stage }),
      $cli: JSON.stringify({
        command: "deploy",
        dev: input.dev ?? false,
        paths: { home: folder, root, work: join(root, ".sst"), platform },
        state: { version: {} },
      }),
      $dev: String(input.dev ?? false),
    },
    edits: [...copied, ...(input.edits ?? [])],
  });
  const program = await import(pathToFileURL(outfile).href);
  await pulumi.runtime.runInPulumiStack(program.default);
  await settle(pulumi, resources);
  server.close();
  return plainResources(resources);
}
