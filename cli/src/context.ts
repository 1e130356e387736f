import { createInterface } from "node:readline/promises";
import { type ApiClient, apiClient } from "./api-client.ts";
import { findConnection } from "./connection.ts";
import { Exit, exitCode } from "./exit-code.ts";
import type { OutputFormat } from "./output.ts";

/** What a command may touch of the process that runs it. `signal` aborts on Ctrl-C. */
export type Context = {
  environment: Record<string, string | undefined>;
  signal: AbortSignal;
  /** Data, to stdout. */
  print: (text: string) => void;
  /** Progress and questions, to stderr. */
  tell: (text: string) => void;
  /** All of stdin, to its end. */
  readInput: () => Promise<Uint8Array>;
  /** Somebody sits there who can answer. */
  isTerminal: boolean;
  /** Whether stdout shows colours. */
  inColour: boolean;
};

/** Options that every command over the API takes. */
export type ApiOptions = { output: OutputFormat; home?: string };

export async function openApi(context: Context, options: ApiOptions, idempotencyKey?: string): Promise<ApiClient> {
  return apiClient(await findConnection(context.environment, options.home), context.signal, idempotencyKey);
}

/** Asks on a terminal; without one only --yes will do. Throws Exit where the answer is no. */
export async function confirm(context: Context, question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!context.isTerminal) throw new Exit(exitCode.usage, `${question}\n  remedy: nobody is here to ask; add --yes.`);
  const readline = createInterface({ input: process.stdin, output: process.stderr });
  let interrupted = false;
  readline.once("SIGINT", () => {
    interrupted = true;
    readline.close();
  });
  const closed = new AbortController();
  readline.once("close", () => closed.abort());
  context.signal.addEventListener("abort", () => readline.close(), { once: true });
  // Ctrl-C and Ctrl-D close it: then there is no answer.
  const answer = await readline.question(`${question} [y/N] `, { signal: closed.signal }).catch(() => null);
  readline.close();
  if (/^y(es)?$/i.test(answer?.trim() ?? "")) return;
  const code = interrupted || context.signal.aborted ? exitCode.interrupted : exitCode.error;
  throw new Exit(code, "Nothing was done.");
}
