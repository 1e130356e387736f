import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { readBody } from "../wire/http-server.ts";
import type { Answer, World } from "./call.ts";
import { control } from "./control.ts";
import { meetFault } from "./faults.ts";
import { paceRequest } from "./pace.ts";
import { readRequest } from "./request.ts";
import { findRoute, refuseUnknown } from "./router.ts";
import { S3Error } from "./s3-error.ts";
import { authenticate } from "./signature.ts";
import { closeRecord, openRecord, type RequestRecord } from "./statistics.ts";
import { takeToken } from "./throttle.ts";
import { errorDocument, stsErrorDocument } from "./xml.ts";

const mostFormBytes = 1 << 16;

/** Serves one request, whatever happens to it. */
export async function serve(world: World, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (incoming.url?.startsWith("/_local/")) {
    const answer = await control(world, incoming).catch((error: unknown) => unexpected(error, "0", incoming));
    await send(incoming, response, answer, "0");
    return;
  }
  const record = openRecord();
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  let outcome: Answer | "hang" | "reset";
  try {
    outcome = await perform(world, incoming, record, requestId);
  } catch (error) {
    if (error instanceof S3Error) record.errorCode = error.code;
    outcome = error instanceof S3Error ? refused(error, requestId, incoming) : unexpected(error, requestId, incoming);
  }
  record.status = typeof outcome === "string" ? null : outcome.status;
  closeRecord(world.statistics, record);
  if (outcome === "hang") return;
  if (outcome === "reset") incoming.socket.resetAndDestroy();
  else await send(incoming, response, outcome, requestId);
}

async function perform(
  world: World,
  incoming: IncomingMessage,
  record: RequestRecord,
  requestId: string,
): Promise<Answer | "hang" | "reset"> {
  const request = readRequest(incoming);
  record.bucket = request.bucket;
  record.key = request.key;
  const partNumber = request.query.get("partNumber");
  if (partNumber !== undefined) record.partNumber = Number(partNumber) || null;
  const route = findRoute(request);
  record.op = route.op;
  if (route.op === "STS") request.form = await readBody(incoming, mostFormBytes);
  const account = authenticate(world.signatures, request, Date.now());
  record.account = account.accountId;

  const fault =
    world.faults.size > 0 ? meetFault(world.faults, record, { ms: Date.now(), random: Math.random() }) : null;
  if (fault?.delayMs !== undefined) await sleep(fault.delayMs);
  if (fault?.error) throw new S3Error({ injected: fault.error.code, status: fault.error.status });
  if (fault?.ok200error !== undefined) {
    const error = new S3Error({ injected: fault.ok200error, status: 200 });
    record.errorCode = error.code;
    return refused(error, requestId, incoming);
  }
  if (fault?.hang) return "hang";
  if (fault?.reset) return "reset";

  if (request.bucket !== null) takeToken(world.throttle, route.kind, request.bucket, request.key ?? "", Date.now());
  refuseUnknown(route, request);
  await paceRequest(world);
  const answer = await route.run({ world, account, request, record });
  if (fault?.resetAfterApply) return "reset";
  return fault?.blank200 ? { status: 200 } : answer;
}

function refused(error: S3Error, requestId: string, incoming: IncomingMessage): Answer {
  const bodiless = error.status === 304;
  const resource = (incoming.url ?? "/").replace(/\?.*$/s, "");
  const isSts = incoming.method === "POST" && resource === "/";
  return {
    status: error.status,
    headers: error.headers,
    ...(!bodiless && { body: isSts ? stsErrorDocument(error, requestId) : errorDocument(error, requestId, resource) }),
  };
}

function unexpected(error: unknown, requestId: string, incoming: IncomingMessage): Answer {
  const lost = incoming.destroyed && !incoming.complete;
  if (!lost) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return refused(new S3Error("InternalError"), requestId, incoming);
}

async function send(
  incoming: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
  requestId: string,
): Promise<void> {
  const all: Record<string, string | number> = {
    "x-amz-request-id": requestId,
    "x-amz-id-2": `local-${requestId}`,
    ...headers,
  };
  // What is left of a body that was not wanted is read away, so that the client gets to read the answer.
  if (!incoming.complete) incoming.resume();
  if (incoming.method === "HEAD") {
    response.writeHead(status, all).end();
    return;
  }
  if (typeof body !== "object") {
    if (typeof body === "string" && body !== "" && all["content-type"] === undefined)
      all["content-type"] = "application/xml";
    if (status !== 204 && status !== 304) all["content-length"] = body === undefined ? 0 : Buffer.byteLength(body);
    response.writeHead(status, all).end(body);
    return;
  }
  response.writeHead(status, all);
  await pipeline(Readable.from(body, { objectMode: false, highWaterMark: 1 << 20 }), response).catch(() =>
    response.destroy(),
  );
}
