import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ActionLog, openActionLog } from "../wire/action-log.ts";
import { AwsError, notImplemented, requireSignature } from "../wire/aws-error.ts";
import { listen, readBody, sendJson } from "../wire/http-server.ts";
import { parseQuery, toXml } from "../wire/query.ts";
import { type SnsDeps, snsActions } from "./actions.ts";
import { makeCarriers } from "./carriers.ts";
import type { SnsConfig } from "./config.ts";
import { openDeliveries } from "./deliveries.ts";
import { openTopics } from "./topics.ts";

/**
 * An SNS over the query protocol. Subscriptions of the config count as confirmed unless it says otherwise; who is subscribed
 * later, and is no queue, is sent a link first, which confirms when it is opened. `GET /_local/stats` tells
 * `{undelivered}`: how many deliveries are still to be made.
 */
export async function startSns(config: SnsConfig): Promise<{ url: string; close(): Promise<void> }> {
  const topics = openTopics(config);
  const carriers = makeCarriers(config);
  const deliveries = openDeliveries({ dataDir: config.dataDir, topics, carriers });
  let origin = "";
  const deps: SnsDeps = { config, topics, deliveries, origin: () => origin };
  const actionLog = openActionLog(config.actionLog);
  const http = await listen(config, async (request, response) => {
    if (request.url === "/_local/stats") sendJson(response, 200, { undelivered: deliveries.undeliveredCount() });
    else await answer(deps, actionLog, request, response);
  });
  origin = http.url;
  return {
    url: http.url,
    async close() {
      await http.close();
      carriers.close();
      await deliveries.close();
      actionLog.close();
    },
  };
}

const namespace = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';

async function answer(
  deps: SnsDeps,
  actionLog: ActionLog,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const send = (status: number, xml: string): void => {
    response.writeHead(status, { "content-type": "text/xml", "x-amzn-requestid": requestId });
    response.end(xml);
  };
  try {
    const isLink = request.method === "GET";
    const { search } = new URL(request.url ?? "/", "http://sns.invalid");
    const { Action, ...input } = parseQuery(isLink ? search : await readBody(request));
    const name = String(Action);
    // Whoever opens the link in a mail signs nothing.
    if (!isLink || name !== "ConfirmSubscription") requireSignature(request.headers.authorization);
    const run = Object.hasOwn(snsActions, name) ? snsActions[name] : undefined;
    if (!run) throw notImplemented(name);
    actionLog.note(request.headers["user-agent"], {
      action: `sns:${name.replace(/Batch$/, "")}`,
      resource: String(input.TopicArn ?? "*"),
    });
    const result = `<${name}Result>${toXml(run(deps, input))}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    send(200, `<${name}Response ${namespace}>${result}${metadata}</${name}Response>`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const shown = { Type: error.senderFault ? "Sender" : "Receiver", Code: error.code, Message: error.message };
    send(error.status, `<ErrorResponse ${namespace}>${toXml({ Error: shown, RequestId: requestId })}</ErrorResponse>`);
  }
}
