import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { openActionLog } from "../wire/action-log.ts";
import { AwsError, toAwsError } from "./aws-error.ts";
import { makeFaults } from "./faults.ts";
import { makeOperations } from "./operations.ts";
import { getSecretValue, secretsSchema } from "./secrets.ts";

export const rdsDataConfig = z.object({
  /** 0 chooses a free one. */
  port: z.int().min(0).max(65_535),
  host: z.string().default("127.0.0.1"),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }),
  /** By ARN, the database user that a secret holds; left out, every secret stands for the user of `databaseUrl`. */
  secrets: secretsSchema.default({}),
  /** Any region is served; kept for those who start this beside its siblings. */
  region: z.string().optional(),
  /** Where to note what programs ask for (`wire/action-log.ts`). */
  actionLog: z.string().optional(),
  /** For each database user; three of them leave room below Postgres' 100 connections. */
  poolSize: z.int().min(1).default(30),
  /** The Data API's own limits, shorter where a test waits for them. */
  statementTimeoutMs: z.int().default(45_000),
  transactionIdleMs: z.int().default(3 * 60_000),
  transactionTotalMs: z.int().default(24 * 3_600_000),
});

const iamActions: Record<string, string> = {
  "/Execute": "rds-data:ExecuteStatement",
  "/BatchExecute": "rds-data:BatchExecuteStatement",
  "/BeginTransaction": "rds-data:BeginTransaction",
  "/CommitTransaction": "rds-data:CommitTransaction",
  "/RollbackTransaction": "rds-data:RollbackTransaction",
};

/** "The maximum size of the HTTP request is 4 MiB", headers included (BatchExecuteStatement). */
const requestLimitBytes = 4 * 1024 * 1024;

/**
 * The RDS Data API in front of a Postgres: REST-JSON as `@aws-sdk/client-rds-data` speaks it, with AWS' limits and
 * errors. Signatures are not checked. `POST /_local/resuming {forMs}` makes the cluster wake up for that long;
 * `POST /_local/faults {down?, dropAnswerProbability?}` refuses calls, or runs them and drops the answer.
 * Secrets Manager's GetSecretValue is answered too, for the secrets it was given.
 */
export async function startRdsData(
  input: z.input<typeof rdsDataConfig>,
): Promise<{ url: string; close(): Promise<void> }> {
  const config = rdsDataConfig.parse(input);
  const operations = makeOperations({
    databaseUrl: config.databaseUrl,
    secrets: config.secrets,
    poolSize: config.poolSize,
    statementTimeoutMs: config.statementTimeoutMs,
    transactionLimits: { idleMs: config.transactionIdleMs, totalMs: config.transactionTotalMs },
  });
  const faults = makeFaults();
  const actionLog = openActionLog(config.actionLog);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readBody(request);
      const path = request.url ?? "/";
      if (path.startsWith("/_local/")) return send(response, 200, faults.control(path, body));
      if (request.headers["x-amz-target"] === "secretsmanager.GetSecretValue") {
        noteSecret(request, (body as { SecretId?: unknown } | null)?.SecretId);
        return send(response, 200, getSecretValue(config.secrets, body));
      }
      noteCall(request, path, body);
      faults.beforeCall();
      const text = await operations.run(path, body);
      if (faults.isAnswerLost()) response.destroy();
      else send(response, 200, text);
    } catch (thrown) {
      const error = toAwsError(thrown);
      response.setHeader("x-amzn-ErrorType", error.name);
      send(response, error.status, JSON.stringify({ ...error.extra, message: error.message }));
    }
  }

  /** Who calls the Data API needs the right to the call and to the secret that it signs in with (Aurora User Guide). */
  function noteCall(request: IncomingMessage, path: string, body: unknown): void {
    const { resourceArn, secretArn } = (body ?? {}) as Record<string, unknown>;
    const action = iamActions[path];
    if (action === undefined) return;
    actionLog.note(request.headers["user-agent"], { action, resource: String(resourceArn) });
    noteSecret(request, secretArn);
  }

  function noteSecret({ headers }: IncomingMessage, arn: unknown): void {
    actionLog.note(headers["user-agent"], { action: "secretsmanager:GetSecretValue", resource: String(arn) });
  }

  const server = createServer((request, response) => void answer(request, response));
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(config.port, config.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.port;
  return {
    url: `http://${config.host}:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, operations.close()]);
      actionLog.close();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = request.rawHeaders.reduce((sum, header) => sum + header.length + 2, 0);
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to the end all the same: who is answered while still sending sees a broken pipe instead.
    if (size <= requestLimitBytes) chunks.push(chunk);
  }
  if (size > requestLimitBytes) {
    throw new AwsError("RequestEntityTooLargeException", `The request has ${size} bytes; 4 MiB are allowed`);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new AwsError("BadRequestException", "The request's body is not JSON");
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
