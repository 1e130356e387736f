import { parseStage, type Stage } from "./stages/schema.ts";

/** Roles are named `s3mirror-STAGE-coordinator` and the like, in at most 64 characters (IAM User Guide, "Quotas"). */
const longestName = 64 - "s3mirror--coordinator".length;

/**
 * The settings of a stage: those of `infra/stages/NAME.ts`, or the default ones where a stage has no file.
 * @throws Error that says what is wrong with the name, or with every setting
 */
export async function readStage(name: string): Promise<Stage> {
  if (name.length > longestName) throw new Error(`A stage's name has at most ${longestName} characters: ${name}`);
  const own = await loadSettings(name);
  if (own !== undefined) return parseStage(name, own.default);
  return parseStage("default", (await loadSettings("default"))?.default);
}

/** The sst command bundles every file of the folder with this import; a name that is none of them has no settings. */
async function loadSettings(name: string): Promise<{ default: unknown } | undefined> {
  try {
    return await import(`./stages/${name}.ts`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("Module not found in bundle")) return undefined;
    throw error;
  }
}
