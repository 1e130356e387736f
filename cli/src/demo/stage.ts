import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { apiClient } from "../api-client.ts";
import { type Endpoints, readEndpoints } from "../connection.ts";
import type { Context } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { readFirstPort } from "../first-port.ts";
import { startLocalStack } from "../local-stack.ts";
import { makeSignInLink, type Person } from "../sign-in-link.ts";
import type { BatchObject } from "./batch.ts";
import { s3Control } from "./s3-control.ts";
import type { Doors, Story } from "./story.ts";

/** Whoever watches the demo may also press its button. */
const watcher: Person = { email: "you@localhost", name: "You", role: "operator" };

/** Few requests in flight, so that what takes an hour on AWS takes a minute here and can be watched. */
const copierGate = "32";

/** Starts the demo's own local stack in its own home and opens every door the story needs. */
export async function openStage(input: {
  batch: BatchObject[];
  environment: Context["environment"];
  signal: AbortSignal;
  tell: (line: string) => void;
  withPage: boolean;
}): Promise<{ story: Story; close: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "s3mirror-demo-"));
  // Postgres refuses to run as root; its own user must reach its data.
  if (process.getuid?.() === 0) await chmod(home, 0o711);
  const port = readFirstPort(input.environment);
  const options = {
    homeDir: home,
    ...(port !== undefined && { port }),
    services: { web: input.withPage },
    fleet: { min: 3, max: 4 },
    sessionLeaseSeconds: 10,
    serviceEnvironment: { S3MIRROR_COPIER_GATE: copierGate },
  };
  const start = async () => {
    try {
      return await startLocalStack(input, options, input.tell);
    } catch (error) {
      // Ports that somebody chose are theirs to mend; the usual ones need not be free for a demo.
      if (!(error instanceof Exit) || input.signal.aborted || port !== undefined) throw error;
      const again = await startLocalStack(input, { ...options, port: 0 }, input.tell);
      input.tell(
        `${error.message.split(";")[0]}: other free ports were taken instead. The API is at ${again.endpoints.api}.`,
      );
      return again;
    }
  };
  const removeHome = () => rm(home, { recursive: true, force: true });
  const stack = await start().catch(async (error: unknown) => {
    await removeHome();
    throw error;
  });
  const close = async () => {
    await stack.close();
    await removeHome();
  };
  try {
    return { story: { ...(await openDoors(home, input.signal)), tell: input.tell, batch: input.batch }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The doors to a stack that runs in this home. */
export async function openDoors(home: string, signal: AbortSignal): Promise<Doors> {
  const endpoints = async () => {
    const read = await readEndpoints(home);
    if (read === null)
      throw new Exit(
        exitCode.error,
        `No demo runs in ${home}.\n  remedy: start one (npx s3mirror demo); it prints its home with the commands to give.`,
      );
    return read;
  };
  const now = await endpoints();
  const connection = { url: now.api, apiKey: now.adminApiKey };
  const api = apiClient(connection, signal);
  return {
    home,
    signal,
    endpoints,
    api,
    pageLink: async () => (now.web ? (await makeSignInLink(api, connection, watcher)).url : null),
    vendor: s3Of(now, "vendor"),
    company: s3Of(now, "company"),
    queues: new SQSClient({ region: now.region, endpoint: now.sqs, credentials: now.accounts.company }),
    control: s3Control(now.s3, signal),
  };
}

export function s3Of(endpoints: Endpoints, account: "vendor" | "company"): S3Client {
  return new S3Client({
    region: endpoints.region,
    endpoint: endpoints.s3,
    forcePathStyle: true,
    credentials: endpoints.accounts[account],
  });
}
