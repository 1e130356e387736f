import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { providerMocks } from "../evaluate/mocks.ts";
import { type Pulumi, plain } from "../evaluate/pulumi.ts";
import { recordRegistrations, settle } from "../evaluate/registrations.ts";
import type { Resource } from "../evaluation.ts";

// Stands in for the engine that the sst command drives (version, stack init, preview, up, destroy): it runs the program
// that sst bundled, with the provider mocked, and reports every resource as made.
const folder = process.cwd();
const [command, ...rest] = process.argv.slice(2);
const flag = (name: string): string => rest[rest.indexOf(name) + 1] ?? "";

if (command === "version") {
  process.stdout.write("v3.215.0\n");
  process.exit(0);
}
if (command === "stack") {
  writeState(rest[1] ?? "", []);
  process.exit(0);
}

const stack = flag("--stack");
const [, app = "", stage = ""] = stack.split("/");
const resources: Resource[] = [];
const problems: string[] = [];
process.on("unhandledRejection", (problem) => problems.push(tell(problem)));
if (command !== "destroy") await runProgram().catch((problem: unknown) => problems.push(tell(problem)));
const state = resources.map((one) => ({
  ...{ urn: one.urn, type: one.type, custom: one.custom, id: one.custom ? one.id : undefined },
  ...{
    parent: one.parent || undefined,
    protect: one.options.protect,
    inputs: plain(one.inputs),
    outputs: plain(one.outputs),
  },
}));
let sequence = 0;
for (const one of state) {
  const metadata = { op: "create", urn: one.urn, type: one.type, old: null, new: one, logical: true, provider: "" };
  emit({ resourcePreEvent: { metadata } });
  emit({ resOutputsEvent: { metadata } });
}
for (const message of new Set(problems)) emit({ diagnosticEvent: { message, color: "raw", severity: "error" } });
if (command !== "preview") writeState(stack, state);
emit({
  summaryEvent: { maybeCorrupt: false, durationSeconds: 1, resourceChanges: { create: state.length }, policyPacks: {} },
});
process.exit(problems.length > 0 ? 1 : 0);

async function runProgram(): Promise<void> {
  const main = /main: (.*)/.exec(readFileSync("Pulumi.yaml", "utf8"))?.[1]?.trim() ?? "";
  const pulumi = createRequire(main)("@pulumi/pulumi") as Pulumi;
  const place = { region: process.env.SST_AWS_REGION ?? "eu-central-1", account: "111122223333" };
  const mocks = providerMocks(place, ({ type, name, inputs }) => {
    const resource = resources.findLast((one) => one.type === type && one.name === name);
    if (resource !== undefined) resource.inputs = inputs;
  });
  await pulumi.runtime.setMocks(mocks, app, stage, command === "preview");
  recordRegistrations(pulumi.runtime.getMonitor(), resources);
  await pulumi.runtime.runInPulumiStack(async () => (await import(pathToFileURL(main).href)).default);
  await settle(pulumi, resources);
}

function writeState(name: string, made: object[]): void {
  const [, project = "", ofStage = ""] = name.split("/");
  const file = join(folder, ".pulumi/stacks", project, `${ofStage}.json`);
  const manifest = { time: new Date(0).toISOString(), magic: "", version: "v3.215.0" };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    JSON.stringify({ version: 3, checkpoint: { stack: name, latest: { manifest, resources: made, metadata: {} } } }),
  );
}

function emit(event: object): void {
  appendFileSync(flag("--event-log"), `${JSON.stringify({ sequence: sequence++, timestamp: 0, ...event })}\n`);
}

function tell(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
