import type { IncomingMessage, ServerResponse } from "node:http";
import { type ActionLog, openActionLog } from "../wire/action-log.ts";
import { AwsError, notImplemented, requireSignature } from "../wire/aws-error.ts";
import { listen, readBody, sendJson } from "../wire/http-server.ts";
import type { SqsAction, SqsDeps } from "./action.ts";
import { openBroker } from "./broker.ts";
import type { SqsConfig } from "./config.ts";
import { answerControl } from "./control.ts";
import { declareQueues } from "./declare-queues.ts";
import { happens } from "./faults.ts";
import { handleActions } from "./handle-actions.ts";
import { removeExpired } from "./keep-message.ts";
import { moveActions } from "./move-actions.ts";
import { queueActions } from "./queue-actions.ts";
import { receiveActions } from "./receive-actions.ts";
import { sendActions } from "./send-actions.ts";

const actions: Record<string, SqsAction> = {
  ...queueActions,
  ...sendActions,
  ...receiveActions,
  ...handleActions,
  ...moveActions,
};

/** An SQS of standard queues over AWS JSON 1.0, durable over kill -9. Queue URLs are `URL/ACCOUNT/NAME`. */
export async function startSqs(config: SqsConfig): Promise<{ url: string; close(): Promise<void> }> {
  const broker = openBroker({ dataDir: config.dataDir });
  const actionLog = openActionLog(config.actionLog);
  const where = { region: config.region, accountId: config.accountId };
  let url = "";
  const deps: SqsDeps = { broker, where, url: () => url, moveTasks: [], timers: new Set(), requests: new Map() };
  declareQueues(broker, config);
  const http = await listen(config, (request, response) =>
    request.url?.startsWith("/_local/")
      ? answerControl(deps, request, response)
      : answer(deps, actionLog, request, response),
  );
  url = http.url;
  const sweep = setInterval(removeExpired, 60_000, broker);
  return {
    url,
    async close() {
      clearInterval(sweep);
      for (const timer of deps.timers) clearTimeout(timer);
      await http.close();
      broker.close();
      actionLog.close();
    },
  };
}

/** Acts, makes it durable, then answers: whatever a caller was told survives a kill. */
async function answer(
  deps: SqsDeps,
  actionLog: ActionLog,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { broker } = deps;
  const hangUp = new AbortController();
  response.once("close", () => hangUp.abort());
  try {
    const body = await readBody(request);
    refuseWhenDown(deps);
    requireSignature(request.headers.authorization);
    const name = `${request.headers["x-amz-target"]}`.replace(/^AmazonSQS\./, "");
    const run = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!run) throw notImplemented(name);
    deps.requests.set(name, (deps.requests.get(name) ?? 0) + 1);
    const input = parseInput(body);
    actionLog.note(request.headers["user-agent"], { action: iamAction(name), resource: queueArn(deps, input) });
    const result = await run(deps, input, hangUp.signal);
    broker.journal.flush();
    refuseWhenDown(deps);
    if (happens(broker.faults.dropAnswerProbability)) response.destroy();
    else sendJson(response, 200, result, { "content-type": "application/x-amz-json-1.0" });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const fault = error.senderFault ? "Sender" : "Receiver";
    sendJson(
      response,
      error.status,
      { __type: error.type, message: error.message },
      { "content-type": "application/x-amz-json-1.0", "x-amzn-query-error": `${error.queryCode};${fault}` },
    );
  }
}

/** What IAM calls it: a batch needs the right to the single action. */
function iamAction(name: string): string {
  return `sqs:${name.replace(/Batch$/, "")}`;
}

function queueArn({ where }: SqsDeps, input: unknown): string {
  const { QueueUrl } = (input ?? {}) as { QueueUrl?: unknown };
  return `arn:aws:sqs:${where.region}:${where.accountId}:${String(QueueUrl ?? "*").replace(/^.*\//, "")}`;
}

function refuseWhenDown({ broker }: SqsDeps): void {
  if (broker.faults.down) {
    throw new AwsError("ServiceUnavailable", "The service is unavailable (injected fault).", { status: 503 });
  }
}

function parseInput(body: string): unknown {
  try {
    return JSON.parse(body || "{}");
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.", {
      type: "com.amazon.coral.service#SerializationException",
    });
  }
}
