import { parseStage, type Stage } from "./stages/schema.ts";

/** Roles are named `s3mirror-STAGE-coordinator` and the like, in at most 64 characters (IAM User Guide, "Quotas"). */
const name = /^[a-z][a-z0-9-]{0,42}$/;
/** Files of infra/stages that are no stage. */
const reserved = ["default", "schema", "sizes"];

/**
 * The settings of a stage: those of `infra/stages/NAME.ts`. Where there is no such file, `sst dev` alone takes the default
 * ones: nobody gets an open test stage for a mistyped name.
 * @throws Error that says what is wrong with the name, or with every setting
 */
export async function readStage(stage: string, { mayBeDefault }: { mayBeDefault: boolean }): Promise<Stage> {
  if (!name.test(stage) || reserved.includes(stage))
    throw new Error(
      `${JSON.stringify(stage)} is no name of a stage: small letters, digits and hyphens, a letter first, at most 43 characters; not ${reserved.join(", ")}.`,
    );
  const own = await loadSettings(stage);
  if (own !== undefined) return parseStage(stage, own.default);
  if (mayBeDefault) return parseStage("default", (await loadSettings("default"))?.default);
  throw new Error(
    `The stage ${stage} has no settings, so nothing is deployed. Make them, and put in your own names: cp infra/stages/default.ts infra/stages/${stage}.ts`,
  );
}

/** The sst command bundles every file of the folder with this import; a name that is none of them has no settings. */
async function loadSettings(stage: string): Promise<{ default: unknown } | undefined> {
  try {
    return await import(`./stages/${stage}.ts`);
  } catch (error) {
    if (error instanceof Error && saysMissing(error.message, `stages/${stage}.ts`)) return undefined;
    throw error;
  }
}

/** Bundlers and Node word it differently; all begin with what is missing. */
function saysMissing(message: string, file: string): boolean {
  const [, missing] = /^[\w ]+(?:: |')([^\s']+)/.exec(message) ?? [];
  return missing?.replace(/\.$/, "").endsWith(file) ?? false;
}
