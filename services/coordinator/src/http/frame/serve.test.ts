import { Agent, get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import type { ApiEnv } from "./api-env.ts";
import { serveApi } from "./serve.ts";

/** Asks over a connection that its client means to keep. */
function ask(port: number, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get({ port, host: "127.0.0.1", agent }, resolve).once("error", reject));
}

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test("closing answers what is under way, and waits for no connection that its client keeps", async () => {
  const begun = withResolvers();
  const mayEnd = withResolvers();
  const api = new OpenAPIHono<ApiEnv>();
  api.get("/", async (c) => {
    begun.resolve();
    await mayEnd.promise;
    return c.text("answered");
  });
  const server = await serveApi(api, { port: 0, hostname: "127.0.0.1", random: (count) => new Uint8Array(count) });
  const agent = new Agent({ keepAlive: true });
  const answer = ask(server.port, agent);
  await begun.promise;
  const closed = server.close();
  mayEnd.resolve();
  expect(await text(await answer)).toBe("answered");
  // Were it kept as long as others are, this would outlast the test's patience.
  await closed;
  agent.destroy();
});

test("closing breaks off whoever is still being answered after its time, visibly", async () => {
  const api = new OpenAPIHono<ApiEnv>();
  api.get("/", () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
    return new Response(endless);
  });
  const random = (count: number) => new Uint8Array(count);
  const server = await serveApi(api, { port: 0, hostname: "127.0.0.1", random, closeWithinMs: 50 });
  const agent = new Agent();
  const answer = await ask(server.port, agent);
  const taken = text(answer);
  const closed = server.close();
  await expect(taken).rejects.toThrow("aborted");
  await closed;
  agent.destroy();
});
