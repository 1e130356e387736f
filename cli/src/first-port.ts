import type { Context } from "./context.ts";
import { Exit, exitCode } from "./exit-code.ts";

/** S3MIRROR_PORT: the first port of the local stack; undefined where it is not set. Throws Exit where it is no port. */
export function readFirstPort(environment: Context["environment"]): number | undefined {
  const text = environment.S3MIRROR_PORT;
  if (text === undefined || text === "") return undefined;
  if (!/^\d+$/.test(text) || Number(text) > 65_000) {
    throw new Exit(
      exitCode.usage,
      `S3MIRROR_PORT is not a port: ${text}. It is the first of eight in a row; 0 takes free ones.`,
    );
  }
  return Number(text);
}
