import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { providerMocks } from "../evaluate/mocks.ts";
import { type Pulumi, plain } from "../evaluate/pulumi.ts";
import { recordRegistrations, settle } from "../evaluate/registrations.ts";
import type { Resource } from "../evaluation.ts";
import { type Kept, readAccount, refuseToDelete, refuseToMake, writeAccount } from "./account.ts";
import { missingOf } from "./making.ts";

// Stands in for the engine that the sst command drives (version, stack init, preview, up, destroy) and for the account
// behind it: it runs the program that sst bundled, with the provider mocked, and makes, adopts and deletes in a file.
const folder = process.cwd();
const accountFile = process.env.STAND_IN_ACCOUNT ?? "";
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
const before = readState(stack);
const resources: Resource[] = [];
const problems: string[] = [];
let account = readAccount(accountFile);
let sequence = 0;
process.on("unhandledRejection", (problem) => problems.push(tell(problem)));
if (command !== "destroy") await runProgram().catch((problem: unknown) => problems.push(tell(problem)));
const made = problems.length === 0 ? make() : before;
const isWhole = problems.length === 0;
// What was made before something failed is the stage's: the next deploy goes on from there.
const after = isWhole
  ? deleteAllBut(made)
  : [...before.filter(({ urn }) => !made.some((one) => one.urn === urn)), ...made];
for (const message of new Set(problems)) emit({ diagnosticEvent: { message, color: "raw", severity: "error" } });
if (command !== "preview") {
  writeState(stack, after);
  writeAccount(accountFile, account);
}
const resourceChanges = { create: made.length, delete: before.length - after.length };
emit({ summaryEvent: { maybeCorrupt: false, durationSeconds: 1, resourceChanges, policyPacks: {} } });
process.exit(problems.length > 0 ? 1 : 0);

/** Makes or adopts what the program registered and the stage has not; what waits for what was refused is not made. @returns what stands of it */
function make(): Kept[] {
  const registered = resources.map((one) => ({ ...one, inputs: plain(one.inputs), outputs: plain(one.outputs) }));
  const missing = missingOf(registered);
  const refused = new Set<string>();
  return registered.flatMap((one) => {
    const { urn, type, custom, inputs, outputs, options } = one;
    if (options.dependsOn.some((needed) => refused.has(needed))) {
      refused.add(urn);
      return [];
    }
    const [id, parent] = [one.custom ? one.id : undefined, one.parent || undefined];
    const { protect, retainOnDelete } = options;
    const kept: Kept = {
      ...{ urn, type, custom, id, parent, protect, retainOnDelete },
      ...{ inputs, outputs },
    };
    const old = before.find((known) => known.urn === urn);
    const refusal = old === undefined ? (refuseToMake(one, account) ?? missing(one, before)) : null;
    if (refusal !== null) {
      problems.push(`${urn}: ${refusal}`);
      refused.add(urn);
      return [];
    }
    if (type.startsWith("aws:")) account = [...account.filter((known) => known.urn !== urn), kept];
    report(old === undefined ? (options.import === "" ? "create" : "import") : "same", old ?? null, kept);
    return [kept];
  });
}

/** Deletes what the stage has and no longer wants, the latest first, until something refuses. @returns what is left */
function deleteAllBut(wanted: Kept[]): Kept[] {
  const left = command === "destroy" ? [...before] : [...wanted];
  const unwanted = before.filter(({ urn }) => command === "destroy" || !wanted.some((one) => one.urn === urn));
  for (const one of unwanted.reverse()) {
    const refusal = refuseToDelete(one);
    if (refusal !== null) {
      problems.push(refusal);
      return left;
    }
    report("delete", one, null);
    if (!one.retainOnDelete) account = account.filter(({ urn }) => urn !== one.urn);
    if (left.includes(one)) left.splice(left.indexOf(one), 1);
  }
  return left;
}

function report(op: string, old: Kept | null, now: Kept | null): void {
  const { urn, type } = (now ?? old) as Kept;
  const metadata = { op, urn, type, old, new: now, logical: true, provider: "" };
  emit({ resourcePreEvent: { metadata } });
  emit({ resOutputsEvent: { metadata } });
}

async function runProgram(): Promise<void> {
  const main = /main: (.*)/.exec(readFileSync("Pulumi.yaml", "utf8"))?.[1]?.trim() ?? "";
  const pulumi = createRequire(main)("@pulumi/pulumi") as Pulumi;
  const roles = account.flatMap(({ type, id }) => (type === "aws:iam/role:Role" ? [String(id)] : []));
  const place = { region: process.env.SST_AWS_REGION ?? "eu-central-1", account: "111122223333", roles };
  const mocks = providerMocks(place, ({ type, name, inputs }) => {
    const resource = resources.findLast((one) => one.type === type && one.name === name);
    if (resource !== undefined) resource.inputs = inputs;
  });
  await pulumi.runtime.setMocks(mocks, app, stage, command === "preview");
  recordRegistrations(pulumi.runtime.getMonitor(), resources);
  await pulumi.runtime.runInPulumiStack(async () => (await import(pathToFileURL(main).href)).default);
  await settle(pulumi, resources);
}

function stateFile(name: string): string {
  const [, project = "", ofStage = ""] = name.split("/");
  return join(folder, ".pulumi/stacks", project, `${ofStage}.json`);
}

function readState(name: string): Kept[] {
  if (!existsSync(stateFile(name))) return [];
  const { checkpoint } = JSON.parse(readFileSync(stateFile(name), "utf8"));
  return (checkpoint.latest?.resources ?? []) as Kept[];
}

function writeState(name: string, made: object[]): void {
  const file = stateFile(name);
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
