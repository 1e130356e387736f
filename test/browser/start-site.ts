import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Site = { origin: string; asked: string[]; close(): Promise<void> };

/** A site on 127.0.0.1 that answers everything with one page and remembers what it was asked for. */
export async function startSite(html: string, headers: Record<string, string> = {}): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
