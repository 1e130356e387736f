import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Exit, exitCode } from "../exit-code.ts";

const object = z.object({
  key: z.string(),
  sizeBytes: z.number(),
  contentType: z.string(),
  metadata: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  content: z.object({ type: z.enum(["virtual", "real"]) }),
});

const trouble = z.object({
  transferId: z.string(),
  changedKey: z.string(),
  slowDowns: z.number(),
  /** `key#partNumber` of every part that S3 had confirmed when the copier was killed. */
  confirmedParts: z.array(z.string()),
  /** Number of the last request before the kill. */
  killedAfterRequest: z.number(),
});

const remedy = z.object({
  transferId: z.string(),
  /** What the laboratory is asked for. */
  statement: z.unknown(),
  deniedKeys: z.array(z.string()),
  /** Number of the last request before the statement was applied. */
  appliedAfterRequest: z.number(),
});

const schema = z.object({ batch: z.array(object), trouble, remedy });

/** One object as the laboratory's bucket holds it. */
export type DeliveredObject = z.infer<typeof object>;
/** What the trouble scene learned. */
export type Trouble = z.infer<typeof trouble>;
/** What stood open before the laboratory acted. */
export type Remedy = z.infer<typeof remedy>;
/** What was delivered and what the scenes saw: all that the claims need besides the running stack. */
export type Evidence = z.infer<typeof schema>;

/** Keeps it in the demo's home, so that the claims can be checked again. */
export async function keepEvidence(home: string, evidence: Evidence): Promise<void> {
  await writeFile(join(home, "evidence.json"), JSON.stringify(evidence), { mode: 0o600 });
}

/** Throws Exit where no demo has come that far. */
export async function readEvidence(home: string): Promise<Evidence> {
  const text = await readFile(join(home, "evidence.json"), "utf8").catch(() => {
    throw new Exit(exitCode.error, `No demo has played its last scene in ${home}: remedy it first, as the demo says.`);
  });
  return schema.parse(JSON.parse(text));
}
