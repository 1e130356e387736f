import { once } from "node:events";
import { z } from "zod";
import { StackRefused } from "./home.ts";
import { startStack } from "./stack.ts";
import { stackOptions } from "./stack-options.ts";

// A stack as a process of its own: options as JSON in S3MIRROR_STACK, over those that have a variable of their own.
const variables = z.object({
  S3MIRROR_HOME: z.string().optional(),
  S3MIRROR_PORT: z.coerce.number().int().min(0).max(65_000).optional(),
  S3MIRROR_STACK: z.string().default("{}"),
});

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort());

try {
  const { S3MIRROR_HOME, S3MIRROR_PORT, S3MIRROR_STACK } = variables.parse(process.env);
  const options = stackOptions.parse({
    ...(S3MIRROR_HOME === undefined ? {} : { homeDir: S3MIRROR_HOME }),
    ...(S3MIRROR_PORT === undefined ? {} : { port: S3MIRROR_PORT }),
    ...z.record(z.string(), z.unknown()).parse(JSON.parse(S3MIRROR_STACK)),
  });
  const stack = await startStack(options, process.env, stop.signal, (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${JSON.stringify({ ready: true, home: stack.home, api: stack.endpoints.api })}\n`);
  if (!stop.signal.aborted) await once(stop.signal, "abort");
  await stack.close();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof StackRefused ? error.message : String(error)}\n`);
  process.exit(1);
}
