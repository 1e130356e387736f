import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type SeenRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: unknown };
export type Answer = { status?: number; headers?: Record<string, string>; body: unknown };

/** A real HTTP server on a free port of 127.0.0.1 that answers by `answer` and keeps what it was asked. */
export async function answeringServer(answer: (request: SeenRequest, number: number) => Answer) {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const asked = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: body === "" ? null : JSON.parse(body),
    };
    seen.push(asked);
    const { status = 200, headers = {}, body: answered } = answer(asked, seen.length);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answered));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
