import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener, type Http2Bindings, type HttpBindings } from "@hono/node-server";
import { makeId } from "@s3mirror/core/ids";
import type { Api } from "./api-env.ts";
import { discardRest } from "./discard-rest.ts";
import { type ApiError, problemResponse } from "./problem.ts";
import { refuseConnect, refuseUnread } from "./unreadable.ts";

/**
 * Longer than the 60 s after which an Application Load Balancer drops an idle connection: were we first, a request that
 * is just on its way would be answered 502.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#connection-idle-timeout
 */
const KEEP_ALIVE_MS = 75_000;

/** A download may go on for as long as its client likes; ECS kills who has not stopped after a minute. */
const CLOSE_WITHIN_MS = 20_000;

type Input = {
  port: number;
  hostname: string;
  random: (count: number) => Uint8Array;
  /** How long requests under way have to finish once it closes; 20 s unless told. */
  closeWithinMs?: number;
};

/**
 * Serves the API over HTTP; port 0 takes any free one. What never becomes a request of the API is answered as a problem,
 * too. `close` lets requests under way finish, and breaks off those that take too long.
 * @throws Error that names the port where it is taken
 */
export async function serveApi(api: Api, input: Input): Promise<{ port: number; close: () => Promise<void> }> {
  const nameRequest = () => makeId("req", input.random(26));
  const answer = async (request: Request, connection: HttpBindings | Http2Bindings): Promise<Response> => {
    const response = await api.fetch(request, connection);
    // Whoever did not read the body has refused it, whatever the answer.
    if (await discardRest(connection.incoming as IncomingMessage)) return response;
    response.headers.set("Connection", "close");
    return response;
  };
  const listener = getRequestListener(answer, {
    // HTTP/1.0 needs no Host.
    hostname: "localhost",
    errorHandler: () => {
      const requestId = nameRequest();
      const answer = problemResponse(refuseUnread("ERR_INVALID_URL"), requestId);
      answer.headers.set("X-Request-Id", requestId);
      return answer;
    },
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false }, listener);
  // Whatever is expected beforehand, the answer says.
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => listener(request, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    void answerRaw(socket, refuseUnread(error.code ?? ""), nameRequest());
  });
  server.on("connect", (_: IncomingMessage, socket: Socket) => void answerRaw(socket, refuseConnect(), nameRequest()));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new Error(listenProblem(cause, input.port), { cause })));
    server.listen(input.port, input.hostname, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        // Whoever is answered from now on does not keep us waiting afterwards.
        server.keepAliveTimeout = 1;
        const late = setTimeout(() => server.closeAllConnections(), input.closeWithinMs ?? CLOSE_WITHIN_MS);
        server.close((error) => {
          clearTimeout(late);
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}

/** Answers on the bare connection, where no answer has begun, and ends it. */
async function answerRaw(socket: Socket, error: ApiError, requestId: string): Promise<void> {
  // As Node itself asks before it writes its own, bodiless answer.
  const { _httpMessage: begun } = socket as Socket & { _httpMessage?: ServerResponse | null };
  if (!socket.writable || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const answer = problemResponse(error, requestId);
  const body = await answer.text();
  const headers = Object.entries({
    ...Object.fromEntries(answer.headers),
    "x-request-id": requestId,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  const head = [`HTTP/1.1 ${answer.status} Refused`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function listenProblem(cause: Error, port: number): string {
  return "code" in cause && cause.code === "EADDRINUSE"
    ? `Port ${port} is taken: stop what listens there, or set S3MIRROR_PORT to another.`
    : `The API cannot listen on port ${port}: ${cause.message}`;
}
