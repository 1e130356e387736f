import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Place } from "./mocks.ts";

type Call = { id: number; method: string; params: unknown[] | Record<string, unknown> };

/** The server that the sst command runs beside Pulumi: components ask it to bootstrap a region and to build functions. */
export async function startSstServer(
  place: Pick<Place, "region" | "account">,
  folder: string,
): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const call = JSON.parse(await text(request)) as Call;
    const result = await respond(place, folder, call);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ id: call.id, ...result }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function respond(
  { region, account }: Pick<Place, "region" | "account">,
  folder: string,
  call: Call,
): Promise<object> {
  switch (call.method) {
    case "Provider.Aws.Bootstrap":
      return {
        result: {
          version: 99,
          asset: "sst-asset",
          state: "sst-state",
          assetEcrRegistryId: account,
          assetEcrUrl: `${account}.dkr.ecr.${region}.amazonaws.com/sst-asset`,
          appsyncHttp: "http.test",
          appsyncRealtime: "realtime.test",
        },
      };
    case "Provider.Aws.Appsync":
      return { result: { http: "http.test", realtime: "realtime.test" } };
    case "Runtime.AddTarget":
      return { result: true };
    case "Runtime.Build": {
      const out = join(folder, "function");
      await mkdir(out, { recursive: true });
      await writeFile(join(out, "bundle.mjs"), "export const handler = () => undefined;\n");
      return { result: { out, handler: "bundle.handler", errors: [], sourcemaps: [] } };
    }
    default:
      return { error: `nobody answers ${call.method}` };
  }
}
