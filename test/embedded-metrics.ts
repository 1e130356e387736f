import { z } from "zod";

const name = z.string().min(1).max(1_024);
const directive = z.object({
  Namespace: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^:][\w .\-/#:]*$/),
  Dimensions: z.array(z.array(name).max(30)).min(1),
  Metrics: z
    .array(z.object({ Name: name, Unit: z.enum(["Count", "Bytes", "Seconds", "Milliseconds"]) }))
    .min(1)
    .max(100),
});
const metadata = z.object({ Timestamp: z.int().min(0), CloudWatchMetrics: z.array(directive).min(1) });
const value = z.union([z.number(), z.array(z.number()).min(1).max(100)]);

/**
 * Reads a log line as CloudWatch does ("Specification: Embedded metric format"): dimensions name members that are texts,
 * metrics name members that are numbers or up to 100 of them, a line holds at most 1 MB.
 * @returns the metrics by name, and the values of the dimensions; null for a line that is no such line
 */
export function readEmbeddedMetrics(line: Record<string, unknown>) {
  if (!("_aws" in line)) return null;
  if (JSON.stringify(line).length > 1_000_000) throw new Error("the line is too long");
  const [only, ...others] = metadata.parse(line._aws).CloudWatchMetrics;
  if (only === undefined || others.length > 0) throw new Error("one directive was expected");
  const dimensions = only.Dimensions.map((set) =>
    Object.fromEntries(set.map((one) => [one, z.string().min(1).max(1_024).parse(line[one])])),
  );
  const metrics = new Map(only.Metrics.map((metric) => [metric.Name, value.parse(line[metric.Name])]));
  return { namespace: only.Namespace, dimensions, metrics };
}
