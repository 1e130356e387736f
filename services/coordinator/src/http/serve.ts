import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Api } from "./api-env.ts";

/**
 * Serves the API over HTTP; port 0 takes any free one. `close` lets requests under way finish.
 * @throws Error that names the port where it is taken
 */
export async function serveApi(
  api: Api,
  input: { port: number; hostname: string },
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createAdaptorServer({ fetch: api.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new Error(listenProblem(cause, input.port), { cause })));
    server.listen(input.port, input.hostname, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

function listenProblem(cause: Error, port: number): string {
  return "code" in cause && cause.code === "EADDRINUSE"
    ? `Port ${port} is taken: stop what listens there, or set S3MIRROR_PORT to another.`
    : `The API cannot listen on port ${port}: ${cause.message}`;
}
