import { Exit, exitCode } from "./exit-code.ts";

/** What `startStack` of infra/local gives back. */
export type LocalStack = { stop: () => Promise<void> };
/** The options of `startStack` that this command sets. */
export type StackOptions = {
  homeDir: string;
  port?: number;
  fleet?: { min: number; max: number };
  sessionLeaseSeconds?: number;
};

/** Starts the local stack. infra/local is loaded only here: an installed command without it still works over the API. */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  const name = "@s3mirror/infra-local/stack";
  const module = (await import(name).catch((error: unknown) => {
    throw new Exit(exitCode.error, `The local stack is not part of this installation (${String(error)}).`);
  })) as { startStack: (options: StackOptions) => Promise<LocalStack> };
  return await module.startStack(options);
}
