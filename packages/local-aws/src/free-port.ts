import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Whether somebody listens on this port of 127.0.0.1, or we may not. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A port that is free now and likely to stay so: below the range systems hand to outgoing connections (from 32,768 on),
 * so a server that was killed finds its port again.
 */
export async function findFreePort(): Promise<number> {
  for (let round = 0; round < 200; round += 1) {
    const port = randomInt(12_000, 32_000);
    if (await isPortFree(port)) return port;
  }
  throw new Error("No free port between 12000 and 32000 on 127.0.0.1.");
}
