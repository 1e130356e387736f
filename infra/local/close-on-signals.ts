/** Closes the stack on SIGINT or SIGTERM and then ends this process with 0 (1 if that failed). */
export function closeOnSignals(stack: { close(): Promise<void> }): void {
  const stop = (): void => {
    stack.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
