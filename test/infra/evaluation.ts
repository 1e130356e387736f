import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { platform, root } from "./root.ts";

export type Resource = {
  urn: string;
  type: string;
  name: string;
  parent: string;
  custom: boolean;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  /** `import`: the provider's id of what stands already and is adopted; empty where it is made. */
  options: { protect: boolean; retainOnDelete: boolean; ignoreChanges: string[]; dependsOn: string[]; import: string };
};

/** Everything that a deploy of one stage would register, in order. */
export type Evaluation = {
  stage: string;
  dev: boolean;
  app: { name: string; removal: string; protect: boolean; providers: Record<string, Record<string, unknown>> };
  resources: Resource[];
};

/** A deliberate change of one file's text, for the tests of the tests. */
export type Edit = { file: string; find: string; replace: string };

/**
 * `roles`: the names of those that stand in the account already. `settings`: the stage has a copy of that one's file.
 */
export type EvaluationInput = { stage: string; dev?: boolean; edits?: Edit[]; roles?: string[]; settings?: string };

/** Milliseconds that a few evaluations may take on a machine that has much else to do; one takes 4 s of its time. */
export const evaluating = 240_000;

const run = promisify(execFile);
const tsx = createRequire(import.meta.url).resolve("tsx");

/**
 * Evaluates sst.config.ts with SST's real components and a mocked provider, in a process of its own because Pulumi's
 * runtime is one per process. @throws Error with what the configuration said, when it cannot be evaluated.
 */
export async function evaluate(input: EvaluationInput): Promise<Evaluation> {
  if (!existsSync(platform)) throw new Error("SST's components are missing: first run `npm run infra:prepare`");
  const env = { PATH: process.env.PATH, EVALUATE: JSON.stringify(input), SST_TELEMETRY_DISABLED: "1" };
  const main = join(import.meta.dirname, "evaluate/main.ts");
  const { stdout } = await run(process.execPath, ["--import", tsx, main], { cwd: root, env, maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

export function ofType(evaluation: Evaluation, type: string): Resource[] {
  return evaluation.resources.filter((resource) => resource.type === type);
}

/** @throws Error when there is not exactly one */
export function only(evaluation: Evaluation, type: string, name: string): Resource {
  const found = ofType(evaluation, type).filter((resource) => resource.name === name);
  const [resource] = found;
  if (resource === undefined || found.length > 1) throw new Error(`${found.length} resources ${type} ${name}`);
  return resource;
}

/** What the container of one of our services is told. */
export function environmentOf(evaluation: Evaluation, service: string): Record<string, string> {
  const { inputs } = only(evaluation, "aws:ecs/taskDefinition:TaskDefinition", `${service}Task`);
  const [container] = JSON.parse(String(inputs.containerDefinitions)) as {
    environment: { name: string; value: string }[];
  }[];
  return Object.fromEntries((container?.environment ?? []).map(({ name, value }) => [name, value]));
}
