import type { ZodType } from "zod";

/**
 * The life of a stand-in as a process of its own: reads its config as JSON from `LOCAL_AWS_CONFIG`, starts, prints
 * `{"ready":true,"url":…}` as one line on stdout, and exits 0 on SIGTERM, on SIGINT, and when its stdin ends: the
 * parent holds the other end, so a parent killed with SIGKILL takes its stand-ins along.
 */
export async function runStandIn<C>(
  schema: ZodType<C>,
  start: (config: C) => Promise<{ url: string; close(): Promise<void> }>,
): Promise<void> {
  const config = schema.safeParse(JSON.parse(process.env.LOCAL_AWS_CONFIG ?? "{}"));
  if (!config.success) {
    const problems = config.error.issues.map((issue) => `${issue.path.join(".") || "config"}: ${issue.message}`);
    process.stderr.write(`LOCAL_AWS_CONFIG is not usable: ${problems.join("; ")}\n`);
    process.exitCode = 2;
    return;
  }
  const starting = start(config.data);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    starting
      .then((standIn) => standIn.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdin.on("end", stop).on("error", stop).resume();
  try {
    const { url } = await starting;
    process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
