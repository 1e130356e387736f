import { createInterface } from "node:readline/promises";

/**
 * Asks the person at the terminal. Ctrl-C is no, and stops whatever `stopping` stops.
 * @throws Error when nobody is there to ask
 */
export async function agrees(
  { input, output }: { input: NodeJS.ReadableStream & { isTTY?: boolean }; output: NodeJS.WritableStream },
  stopping: AbortController,
): Promise<boolean> {
  if (!input.isTTY) throw new Error("Nobody is here to ask: add --yes to agree to the cost.");
  const lines = createInterface({ input, output });
  lines.on("SIGINT", () => stopping.abort());
  try {
    const answer = await lines.question("Go on? [y/N] ", { signal: stopping.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (stopping.signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
