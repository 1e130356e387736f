import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ask } from "./ask.ts";

let close = (): unknown => undefined;
afterEach(() => close());

/** Answers with these, one after the other. @returns its address and how often it was asked */
async function serve(answers: [status: number, headers?: Record<string, string>][]) {
  let asked = 0;
  const server = createServer((_, response) => {
    const [status, headers] = answers[asked++] ?? [500];
    response.writeHead(status, headers).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close().closeAllConnections();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: () => asked };
}

test("who is asked to come back in a moment does, whether asked by address or by request", async () => {
  for (const by of [(url: string) => url, (url: string) => new Request(url)]) {
    const { url, asked } = await serve([[429, { "retry-after": "0" }], [200]]);
    expect((await ask(by(url))).status).toBe(200);
    expect(asked()).toBe(2);
    close();
  }
});

test("who would have to wait long, or is refused again, is told so", async () => {
  const long = await serve([[429, { "retry-after": "600" }]]);
  expect((await ask(long.url)).status).toBe(429);
  expect(long.asked()).toBe(1);
  close();
  const again = await serve([[429, { "retry-after": "0" }], [429, { "retry-after": "0" }], [200]]);
  expect((await ask(again.url)).status).toBe(429);
});
