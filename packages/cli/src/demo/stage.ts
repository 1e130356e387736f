import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { apiClient } from "../api-client.ts";
import { type Endpoints, readEndpoints } from "../connection.ts";
import type { Context } from "../context.ts";
import { Exit } from "../exit-code.ts";
import { startLocalStack } from "../local-stack.ts";
import { makeSignInLink, type Person } from "../sign-in-link.ts";
import type { BatchObject } from "./batch.ts";
import { s3Control } from "./s3-control.ts";
import type { Story } from "./story.ts";

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
  const options = {
    homeDir: home,
    services: { web: input.withPage },
    fleet: { min: 3, max: 4 },
    sessionLeaseSeconds: 10,
    serviceEnvironment: { S3MIRROR_COPIER_GATE: copierGate },
  };
  const start = async () => {
    try {
      return await startLocalStack(input, options, input.tell);
    } catch (error) {
      if (!(error instanceof Exit) || input.signal.aborted) throw error;
      const again = await startLocalStack(input, { ...options, port: 0 }, input.tell);
      input.tell(`The usual ports are taken; the demo's API is at ${again.endpoints.api}.`);
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
    return { story: await openStory(home, input), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The doors to a stack that runs in this home. */
export async function openStory(
  home: string,
  input: { batch: BatchObject[]; signal: AbortSignal; tell: (line: string) => void },
): Promise<Story> {
  const endpoints = async () => {
    const read = await readEndpoints(home);
    if (read === null) throw new Error(`No stack runs in ${home}.`);
    return read;
  };
  const now = await endpoints();
  const connection = { url: now.api, apiKey: now.adminApiKey };
  const api = apiClient(connection, input.signal);
  return {
    home,
    signal: input.signal,
    tell: input.tell,
    batch: input.batch,
    endpoints,
    api,
    pageLink: async () => (now.web ? (await makeSignInLink(api, connection, watcher)).url : null),
    vendor: s3Of(now, "vendor"),
    company: s3Of(now, "company"),
    queues: new SQSClient({ region: now.region, endpoint: now.sqs, credentials: now.accounts.company }),
    control: s3Control(now.s3, input.signal),
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
