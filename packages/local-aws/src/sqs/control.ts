import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, sendJson } from "../wire/http-server.ts";
import type { SqsDeps } from "./action.ts";
import { sqsFaults } from "./faults.ts";
import { purge } from "./keep-message.ts";
import { settle } from "./queue.ts";

/**
 * What only a stand-in has: `POST /_local/faults` (a faults document; replaces the former), `POST /_local/lose-all`
 * (every message of every queue is gone), `GET /_local/stats`
 * (`{queues: {NAME: {visible, inFlight, delayed}}, requests: {ACTION: count}, faults}`).
 */
export async function answerControl(deps: SqsDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { broker } = deps;
  switch (`${request.method} ${request.url}`) {
    case "POST /_local/faults": {
      const faults = sqsFaults.safeParse(parseJson(await readBody(request)));
      if (!faults.success) return sendJson(response, 400, { error: faults.error.issues });
      broker.faults = faults.data;
      if (faults.data.down)
        for (const queue of broker.queues.values()) for (const waiter of queue.waiters) waiter.end();
      return sendJson(response, 200, faults.data);
    }
    case "POST /_local/lose-all":
      purge(broker, undefined);
      broker.journal.flush();
      return sendJson(response, 200, {});
    case "GET /_local/stats": {
      const queues = [...broker.queues].map(([name, queue]) => {
        settle(queue, broker.now());
        return [name, { ...queue.counts }];
      });
      const requests = Object.fromEntries(deps.requests);
      return sendJson(response, 200, { queues: Object.fromEntries(queues), requests, faults: broker.faults });
    }
    default:
      return sendJson(response, 404, { error: "no such control" });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
