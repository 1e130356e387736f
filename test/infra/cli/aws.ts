import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What the sst command itself asks of AWS: its bootstrap's parameter, and its state in S3. */
export async function startAws(): Promise<{ url: string; state: ReadonlyMap<string, Buffer>; close(): void }> {
  const account = "111122223333";
  const bootstrap = {
    ...{ version: 99, asset: "sst-asset", state: "sst-state", assetEcrRegistryId: account },
    ...{ assetEcrUrl: `${account}.dkr.ecr.test/sst-asset`, appsyncHttp: "http.test", appsyncRealtime: "realtime.test" },
  };
  const parameters = new Map([["/sst/bootstrap", JSON.stringify(bootstrap)]]);
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.headers["x-amz-target"] === undefined) answerS3(objects, request, response, body);
    else answerParameters(parameters, request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, state: objects, close: () => server.close() };
}

function answerParameters(
  parameters: Map<string, string>,
  { headers }: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const { Name, Value } = JSON.parse(`${body}`) as { Name: string; Value: string };
  response.setHeader("content-type", "application/x-amz-json-1.1");
  const found = parameters.get(Name);
  switch (`${headers["x-amz-target"]}`.split(".")[1]) {
    case "PutParameter":
      parameters.set(Name, Value);
      response.end('{"Version":1}');
      return;
    case "DeleteParameter":
      parameters.delete(Name);
      response.end("{}");
      return;
    case "GetParameter":
      if (found !== undefined) {
        response.end(JSON.stringify({ Parameter: { Name, Value: found, Type: "String" } }));
        return;
      }
      response.writeHead(400).end(JSON.stringify({ __type: "ParameterNotFound", message: Name }));
      return;
    default:
      response.writeHead(400).end('{"__type":"UnknownOperation"}');
  }
}

function answerS3(
  objects: Map<string, Buffer>,
  { method, url = "/", headers }: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const [key = "", query = ""] = url.split("?");
  const found = objects.get(key);
  if (method === "PUT") {
    const isChunked = `${headers["x-amz-content-sha256"]}`.startsWith("STREAMING");
    objects.set(key, isChunked ? unchunk(body) : body);
    response.setHeader("etag", '"etag"').end();
  } else if (method === "DELETE") {
    objects.delete(key);
    response.writeHead(204).end();
  } else if (found !== undefined) response.end(found);
  else if (query.includes("list-type=2")) response.end("<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>");
  else response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
}

/** S3 User Guide, "aws-chunked": each chunk is its length in hex, then the bytes. */
function unchunk(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const length = Number.parseInt(`${body.subarray(at, end)}`, 16);
    if (!(length > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}
