import { randomBytes } from "node:crypto";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { S3Client } from "@aws-sdk/client-s3";
import { openLedger } from "@s3mirror/core/store/ledger";
import pino from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { createApi } from "./api.ts";

// Port 9 (discard) refuses connections: a ledger and an S3 that are down.
const nowhere = {
  endpoint: "http://127.0.0.1:9",
  region: "eu-central-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
};
const client = new RDSDataClient(nowhere);
const s3 = new S3Client(nowhere);
const lines: string[] = [];
const api = createApi({
  ledger: openLedger({
    resourceArn: "arn:aws:rds:eu-central-1:111122223333:cluster:s3mirror-test",
    secretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:s3mirror-test",
    database: "s3mirror",
    client,
    sleep: async () => undefined,
    random: () => 0.5,
    patienceMs: 200,
  }),
  s3,
  random: randomBytes,
  log: pino({ level: "debug" }, { write: (line: string) => lines.push(line) }),
  now: () => new Date("2026-11-24T12:00:00Z"),
  settings: {
    stage: "test",
    version: "0.1.0",
    transferPrincipalArn: "arn:aws:iam::1:role/t",
    deployedBuckets: null,
    rateLimit: { perSecond: 100, burst: 500 },
    snapshots: { viewSeconds: 0, callerSeconds: 0 },
    trustedProxies: [],
    fleet: { min: 0, max: 1 },
    publicUrl: "https://s3mirror.example",
    signIn: { linkSeconds: 3_600, idleSeconds: 43_200, sessionSeconds: 604_800 },
  },
  wake: () => undefined,
  fleet: { describe: async () => ({ desired: 0, running: 0, pending: 0 }) },
  queues: { describe: async () => [] },
  alerts: { describe: async () => [], askToConfirm: async () => undefined },
  isPolicyTaken: async () => true,
  redrive: async (redrive) => ({ redrive, isDone: true }),
});
afterAll(() => {
  client.destroy();
  s3.destroy();
});

describe("createApi", () => {
  it("answers 503 with Retry-After while the ledger is down, and stays healthy itself", async () => {
    const authorization = "Bearer s3m_admin1_0123456789abcdef0123456789";
    const answer = await api.request("/v1/transfers", { headers: { authorization } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ code: "ledger_unavailable", status: 503 });
    expect((await api.request("/readyz")).status).toBe(503);
    expect((await api.request("/healthz")).status).toBe(200);
  });

  it("names the request in the answer and in the log, and never logs a key or a query", async () => {
    lines.length = 0;
    const secret = "0123456789abcdef0123456789";
    const answer = await api.request(`/v1/transfers?api_key=s3m_admin1_${secret}`, {
      headers: { authorization: `Bearer s3m_admin1_${secret}` },
    });
    const { instance } = (await answer.json()) as { instance: string };
    expect(answer.headers.get("x-request-id")).toBe(instance);
    expect(lines.join("")).toContain(instance);
    expect(lines.join("")).not.toContain(secret);
  });
});
