import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { listen } from "@s3mirror/local-aws/wire/http-server";

export type Asked = { method: string; url: string; headers: IncomingHttpHeaders; body: string };
export type Answered = { status: number; headers: OutgoingHttpHeaders; body: Buffer | string };

/** What is wrong: answers by itself, changes what was asked (its body), or what was answered. */
export type Fault = {
  instead?: (asked: Asked) => Answered | null;
  before?: (asked: Asked) => string;
  after?: (asked: Asked, answer: Answered) => Answered | Promise<Answered>;
};

/** An AWS that is not as it should be: stands before a stand-in, whose signatures stay valid. Without a fault it only passes on. */
export async function startFaultyProxy(target: string) {
  const wrong: Fault = {};
  const server = await listen({ host: "127.0.0.1", port: 0 }, async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = "GET", url = "/", headers } = incoming;
    const asked: Asked = { method, url, headers, body: body.toString("latin1") };
    const passed = wrong.instead?.(asked) ?? (await pass(target, asked, changed(wrong, asked) ?? body));
    const answer = (await wrong.after?.(asked, passed)) ?? passed;
    const { "transfer-encoding": _chunked, ...kept } = answer.headers;
    response.writeHead(answer.status, {
      ...kept,
      ...(method !== "HEAD" && { "content-length": Buffer.byteLength(answer.body) }),
    });
    response.end(answer.body);
  });
  return { url: server.url, wrong, close: server.close };
}

function changed({ before }: Fault, asked: Asked): Buffer | null {
  return before === undefined ? null : Buffer.from(before(asked), "latin1");
}

function pass(target: string, { method, url, headers }: Asked, body: Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const outgoing = request(
      { hostname, port, method, path: url, headers: { ...headers, "content-length": body.length } },
      async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) });
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
