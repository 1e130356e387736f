import { parseStage, type Stage } from "../../../infra/stages/schema.ts";
import type { Evaluation } from "../evaluation.ts";
import type { RecordedAction } from "../recorded-actions.ts";
import { doors } from "./doors.ts";
import { assumers, needed, outside, unneeded } from "./grants.ts";
import { ladder } from "./ladder.ts";
import { alive, kept, redrive, services } from "./operation.ts";
import { order } from "./order.ts";
import { encrypted, entrance, evidence, ledger, logs, secrets, tags, told } from "./protection.ts";
import { openPorts, publicBuckets, tls } from "./reach.ts";
import { boundaries, deputies, rights, transferRole, trust } from "./rights.ts";
import { sizes } from "./sizes.ts";

/** Looks at everything that a stage would register, and says what must not be. */
export type Check = (evaluation: Evaluation) => string[];

/** Everything about a stage's resources that must not be, one sentence each. `recorded`: what our programs ask of AWS. */
export function findProblems(evaluation: Evaluation, stage: Stage, recorded: RecordedAction[]): string[] {
  const roles = [rights, trust, deputies, boundaries(stage), transferRole(stage)];
  const everywhere = [...roles, order, sizes, redrive, tls, publicBuckets, openPorts, encrypted, secrets];
  const asSet = [logs, tags, entrance, evidence, ledger, told].map((check) => check(stage));
  const grants = [needed, unneeded, outside, doors].map((check) => check(stage, recorded));
  const running = evaluation.dev ? [] : [ladder(stage.fleet), services(stage), alive];
  const production = stage.production ? [kept] : [];
  return [...everywhere, ...asSet, ...grants, assumers, ...running, ...production].flatMap((check) =>
    check(evaluation),
  );
}

/** The settings in a file of infra/stages. */
export async function settingsOf(file: string): Promise<Stage> {
  const { default: settings } = (await import(`../../../infra/stages/${file}.ts`)) as { default: unknown };
  return parseStage(file, settings);
}
