import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEmbeddedMetrics } from "../embedded-metrics.ts";
import { metricNames } from "../metric-names.ts";
import { type Fleet, openFleet } from "./open-fleet.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet();
});
afterAll(() => fleet?.close());

test("a copier that stops has told all that it counted, in lines that CloudWatch reads metrics from", async () => {
  const place = await fleet.makeBuckets("run/open/*");
  for (const key of ["run/open/1", "run/open/2", "run/closed/1"]) {
    await fleet.laboratory.send(new PutObjectCommand({ Bucket: place.source, Key: key, Body: key }));
  }
  const copier = fleet.startCopier();
  const id = await fleet.create(place);
  expect(await fleet.settled(id)).toMatchObject({ copied: 2, deadLettered: 1 });
  const closed = once(copier, "close");
  copier.kill("SIGTERM");
  await closed;
  const lines = (await readFile(fleet.logFile, "utf8")).trim().split("\n");
  const told = lines.flatMap((line) => readEmbeddedMetrics(JSON.parse(line)) ?? []);
  expect(told.length).toBeGreaterThan(0);
  const sums = new Map<string, number>();
  for (const { namespace, dimensions, metrics } of told) {
    expect({ namespace, dimensions }).toEqual({
      namespace: "S3Mirror",
      dimensions: [{ stage: "test", service: "copier" }],
    });
    for (const [name, value] of metrics) {
      expect(metricNames).toContain(name);
      sums.set(name, (sums.get(name) ?? 0) + (Array.isArray(value) ? value.length : value));
    }
  }
  expect(Object.fromEntries(sums)).toMatchObject({
    FilesCopied: 2,
    BytesCopied: 20,
    "Failures.source_permission": 1,
  });
  expect(sums.get("S3Requests")).toBeGreaterThanOrEqual(3);
  expect(sums.get("LedgerLatency")).toBeGreaterThan(0);
});
