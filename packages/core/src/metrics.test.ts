import { expect, test } from "vitest";
import { failureKinds } from "./failure.ts";
import { failureMetric, makeMeter, metrics } from "./metrics.ts";

test("a meter adds, keeps the latest, keeps each, and begins anew once it was read", () => {
  const meter = makeMeter();
  expect(meter.take(0)).toBeNull();
  meter.add("S3Requests", 2);
  meter.add("S3Requests", 3);
  meter.set("Backlog", 7);
  meter.set("Backlog", 4);
  meter.add(failureMetric("source_permission"), 1);
  for (let n = 1; n <= 150; n += 1) meter.observe("LedgerLatency", n);
  const line = meter.take(1_234.5);
  expect(line).toMatchObject({
    _aws: {
      Timestamp: 1_235,
      CloudWatchMetrics: [
        {
          Namespace: "S3Mirror",
          Dimensions: [["stage", "service"]],
          Metrics: [
            { Name: "S3Requests", Unit: "Count" },
            { Name: "Backlog", Unit: "Count" },
            { Name: "Failures.source_permission", Unit: "Count" },
            { Name: "LedgerLatency", Unit: "Milliseconds" },
          ],
        },
      ],
    },
    S3Requests: 5,
    Backlog: 4,
  });
  expect(line?.LedgerLatency).toEqual(Array.from({ length: 100 }, (_, n) => n + 51));
  expect(meter.take(0)).toBeNull();
});

test("there are few metrics, each with a name of its own", () => {
  const names = [...Object.keys(metrics), ...failureKinds.map(failureMetric)];
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeLessThan(40);
});
