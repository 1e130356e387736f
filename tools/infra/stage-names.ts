import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../test/infra/root.ts";

/** The stages that a command is asked about: `--stage NAME`, else every one with a settings file, `default` among them. */
export async function chosenStages(argv: string[]): Promise<string[]> {
  const { values } = parseArgs({ args: argv, options: { stage: { type: "string" } } });
  if (values.stage !== undefined) return [values.stage];
  const files = await readdir(join(root, "infra/stages"));
  return files.map((file) => file.replace(/\.ts$/, "")).filter((name) => !["schema", "sizes"].includes(name));
}
