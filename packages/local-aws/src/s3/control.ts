import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { readBody } from "../wire/http-server.ts";
import type { Answer, World } from "./call.ts";
import { latencySchema } from "./config.ts";
import { faultSchema } from "./faults.ts";
import { requestsSince } from "./statistics.ts";

const mostBodyBytes = 256 << 20;
const mostObjectBytes = 10_000 * 5 * 1024 ** 3;

const virtualObjectsSchema = z.strictObject({
  bucket: z.string(),
  objects: z.array(
    z.strictObject({
      key: z.string().min(1).max(1024),
      size: z.number().int().min(0).max(mostObjectBytes),
      seed: z
        .number()
        .int()
        .min(0)
        .max(2 ** 32),
    }),
  ),
});

/**
 * The stand-in's own door beside S3, `/_local/…`, unsigned JSON, for this machine only: statistics, recent requests,
 * faults, latency, and virtual objects in bulk. A body must come as application/json, which no foreign web page can
 * send unasked.
 */
export async function control(world: World, incoming: IncomingMessage): Promise<Answer> {
  const remote = incoming.socket.remoteAddress ?? "";
  if (!/^(?:::ffff:)?127\.|^::1$/.test(remote)) return json(403, { error: "only for this machine" });
  const url = new URL(incoming.url ?? "/", "http://local");
  const [, , name, id] = url.pathname.split("/");
  const route = `${incoming.method} ${name}`;
  if (incoming.method === "POST" && !/^application\/json\b/.test(incoming.headers["content-type"] ?? "")) {
    return json(415, { error: "send application/json" });
  }
  switch (route) {
    case "GET stats":
      return json(200, { requests: world.statistics.requests, operations: world.statistics.counts });
    case "GET requests": {
      const requests = requestsSince(world.statistics, Number(url.searchParams.get("since") ?? 0) || 0);
      return json(200, { last: world.statistics.requests, requests });
    }
    case "GET faults":
      return json(200, { faults: [...world.faults.values()] });
    case "POST faults": {
      const faults = z.array(faultSchema).safeParse(await readJson(incoming));
      if (!faults.success) return json(400, { error: z.prettifyError(faults.error) });
      for (const fault of faults.data) world.faults.set(fault.id, fault);
      return json(200, { faults: [...world.faults.values()] });
    }
    case "DELETE faults":
      if (id === undefined) world.faults.clear();
      else world.faults.delete(decodeURIComponent(id));
      return json(200, { faults: [...world.faults.values()] });
    case "POST virtual-objects": {
      const wanted = virtualObjectsSchema.safeParse(await readJson(incoming));
      if (!wanted.success) return json(400, { error: z.prettifyError(wanted.error) });
      const { bucket, objects } = wanted.data;
      if (!world.state.buckets.has(bucket)) return json(404, { error: `there is no bucket ${bucket}` });
      const long = objects.find(({ key }) => Buffer.byteLength(key) > 1024 || /\p{Surrogate}/u.test(key));
      if (long) return json(400, { error: `not a key: ${long.key}` });
      const listed = objects.map(({ key, size, seed }) => [key, size, seed] as [string, number, number]);
      world.journal.commit({ op: "put-virtual", bucket, at: Date.now(), objects: listed });
      return json(200, { created: objects.length });
    }
    case "POST latency": {
      const latency = latencySchema.safeParse(await readJson(incoming));
      if (!latency.success) return json(400, { error: z.prettifyError(latency.error) });
      world.latency.now = latency.data;
      return json(200, latency.data);
    }
    default:
      return json(404, { error: `there is no ${incoming.method} ${url.pathname}` });
  }
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await readBody(incoming, mostBodyBytes));
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
