import { createHash } from "node:crypto";
import { z } from "zod";

const messageAttribute = z.object({
  DataType: z.string().min(1).max(256),
  StringValue: z.string().optional(),
  BinaryValue: z.base64().optional(),
});

export const messageAttributes = z
  .record(z.string().min(1).max(256), messageAttribute)
  .refine((attributes) => Object.keys(attributes).length <= 10, "a message has at most 10 attributes");

export type MessageAttributes = z.infer<typeof messageAttributes>;

type Valued = { name: Buffer; type: Buffer; value: Buffer; isBinary: boolean };

function valued(attributes: MessageAttributes | undefined): Valued[] {
  return Object.entries(attributes ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { DataType, StringValue, BinaryValue }]) => ({
      name: Buffer.from(name),
      type: Buffer.from(DataType),
      isBinary: DataType.startsWith("Binary"),
      value: DataType.startsWith("Binary") ? Buffer.from(BinaryValue ?? "", "base64") : Buffer.from(StringValue ?? ""),
    }));
}

export function messageAttributesSizeBytes(attributes: MessageAttributes | undefined): number {
  return valued(attributes).reduce((sum, { name, type, value }) => sum + name.length + type.length + value.length, 0);
}

/** Source: "Calculating the MD5 message digest for message attributes", SQS developer guide. */
export function md5OfMessageAttributes(attributes: MessageAttributes | undefined): string | undefined {
  const all = valued(attributes);
  if (all.length === 0) return undefined;
  const hash = createHash("md5");
  const withLength = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const { name, type, value, isBinary } of all) {
    withLength(name);
    withLength(type);
    hash.update(Buffer.of(isBinary ? 2 : 1));
    withLength(value);
  }
  return hash.digest("hex");
}

/** What a receiver asked for: exact names, `All`, `.*`, or a prefix as `name.*`. */
export function selectMessageAttributes(
  attributes: MessageAttributes | undefined,
  wanted: string[] | undefined,
): MessageAttributes | undefined {
  if (!attributes || !wanted?.length) return undefined;
  const selected = Object.entries(attributes).filter(([name]) =>
    wanted.some((ask) => ask === "All" || ask === name || (ask.endsWith(".*") && name.startsWith(ask.slice(0, -2)))),
  );
  return selected.length > 0 ? Object.fromEntries(selected) : undefined;
}
