import { z } from "zod";

const field = z.union([
  z.strictObject({ isNull: z.literal(true) }),
  z.strictObject({ booleanValue: z.boolean() }),
  z.strictObject({ longValue: z.int() }),
  z.strictObject({ doubleValue: z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]) }),
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ blobValue: z.base64() }),
]);

const sqlParameter = z.strictObject({
  name: z.string().min(1),
  value: field,
  typeHint: z.enum(["DATE", "DECIMAL", "JSON", "TIME", "TIMESTAMP", "UUID"]).optional(),
});

export type SqlParameter = z.infer<typeof sqlParameter>;

const target = {
  resourceArn: z.string().regex(/^arn:aws[\w-]*:rds:[\w-]+:\d{12}:cluster:.+$/, "is not the ARN of a DB cluster"),
  secretArn: z.string().min(1),
  database: z.string().optional(),
  // "Schema parameter isn't supported" for Aurora PostgreSQL Serverless v2 (Aurora User Guide, troubleshooting).
  schema: z.undefined("isn't supported").optional(),
};

const sql = z.string().min(1).max(65_536);
const transactionId = z.string().min(1);

export const executeRequest = z.strictObject({
  ...target,
  sql,
  parameters: z.array(sqlParameter).default([]),
  transactionId: transactionId.optional(),
  includeResultMetadata: z.boolean().default(false),
  continueAfterTimeout: z.literal(false, "is not supported by this stand-in").default(false),
  resultSetOptions: z
    .strictObject({
      decimalReturnType: z.enum(["STRING", "DOUBLE_OR_LONG"]).default("STRING"),
      longReturnType: z.enum(["LONG", "STRING"]).default("LONG"),
    })
    .default({ decimalReturnType: "STRING", longReturnType: "LONG" }),
  formatRecordsAs: z.enum(["NONE", "JSON"]).default("NONE"),
});

export type ExecuteRequest = z.infer<typeof executeRequest>;

export const batchExecuteRequest = z.strictObject({
  ...target,
  sql,
  parameterSets: z.array(z.array(sqlParameter)).default([]),
  transactionId: transactionId.optional(),
});

export const beginRequest = z.strictObject(target);
export const endRequest = z.strictObject({
  resourceArn: target.resourceArn,
  secretArn: target.secretArn,
  transactionId,
});
