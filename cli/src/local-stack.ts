import type { Stack } from "@s3mirror/infra-local/stack";
import type { StackOptions } from "@s3mirror/infra-local/stack-options";
import type { Context } from "./context.ts";
import { Exit, exitCode } from "./exit-code.ts";

/**
 * Starts the local stack. infra/local is loaded only here, so that commands over the API need nothing of it.
 * Throws Exit with the remedy where a port is taken or the home cannot be used.
 */
export async function startLocalStack(
  context: Pick<Context, "environment" | "signal">,
  options: StackOptions,
  tell: (line: string) => void,
): Promise<Stack> {
  const { startStack } = await import("@s3mirror/infra-local/stack");
  const { StackRefused } = await import("@s3mirror/infra-local/home");
  return await startStack(options, context.environment, context.signal, tell).catch((error: unknown) => {
    throw error instanceof StackRefused ? new Exit(exitCode.error, error.message) : error;
  });
}
