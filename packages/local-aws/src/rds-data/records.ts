import type { FieldDef } from "pg";
import { parse as parseArray } from "postgres-array";
import { AwsError } from "./aws-error.ts";
import type { ColumnType } from "./column-types.ts";
import type { ExecuteRequest } from "./request.ts";

/** Rows as Postgres wrote them: text, or null. */
export type TextRow = (string | null)[];

const responseLimitBytes = 1024 * 1024;
const rowLimitBytes = 64 * 1024;

/**
 * Refuses what AWS would not return: more than 64 KB in a row, more than 1 MiB in all.
 * Source: Aurora User Guide, "Using RDS Data API", limitations, and its troubleshooting page.
 */
export function refuseTooMuch(rows: TextRow[]): void {
  let total = 0;
  for (const row of rows) {
    let size = 0;
    for (const value of row) size += value === null ? 0 : Buffer.byteLength(value);
    if (size > rowLimitBytes) throw new AwsError("BadRequestException", "Packet for query is too large");
    total += size;
  }
  if (total > responseLimitBytes) {
    throw new AwsError("BadRequestException", "Database returned more than the allowed response size limit");
  }
}

type Options = ExecuteRequest["resultSetOptions"];

/** `records` as JSON text; written by hand, because a bigint's digits do not survive `JSON.stringify`. */
export function encodeRecords(rows: TextRow[], types: ColumnType[], options: Options): string {
  const encodeRow = (row: TextRow) => `[${row.map((value, at) => encodeField(value, types[at], options)).join(",")}]`;
  return `[${rows.map(encodeRow).join(",")}]`;
}

function encodeField(value: string | null, type: ColumnType | undefined, options: Options): string {
  if (value === null) return '{"isNull":true}';
  if (type === undefined) return `{"stringValue":${JSON.stringify(value)}}`;
  if (type.element !== undefined) return `{"arrayValue":${encodeArray(value, type.element, options)}}`;
  const { member, text } = encodeScalar(value, type, options);
  return `{"${member}Value":${text}}`;
}

type Member = "boolean" | "long" | "double" | "blob" | "string";

function encodeScalar(value: string, type: ColumnType, options: Options): { member: Member; text: string } {
  switch (type.kind) {
    case "boolean":
      return { member: "boolean", text: value === "t" ? "true" : "false" };
    case "long":
      return options.longReturnType === "STRING" ? asString(value) : { member: "long", text: value };
    case "double":
      return { member: "double", text: /^-?\d/.test(value) ? value : JSON.stringify(value) };
    case "decimal":
      if (options.decimalReturnType === "STRING" || !/^-?\d/.test(value)) return asString(value);
      return { member: value.includes(".") ? "double" : "long", text: value };
    case "blob":
      return { member: "blob", text: JSON.stringify(Buffer.from(value.slice(2), "hex").toString("base64")) };
    case "timestamptz":
      // AWS answers UTC without saying so: `2027-01-31 10:30:00.123456`.
      return asString(value.replace(/\+00$/, ""));
    case "string":
      return asString(value);
  }
}

function asString(value: string): { member: Member; text: string } {
  return { member: "string", text: JSON.stringify(value) };
}

function encodeArray(value: string, element: ColumnType, options: Options): string {
  const items = parseArray(value) as (string | null | unknown[])[];
  if (items.some(Array.isArray)) {
    throw new AwsError("UnsupportedResultException", "The result contains a multidimensional array");
  }
  let member: Member =
    element.kind === "boolean" || element.kind === "long" || element.kind === "double" ? element.kind : "string";
  if (element.kind === "long" && options.longReturnType === "STRING") member = "string";
  const texts = (items as (string | null)[]).map((item) =>
    item === null ? "null" : encodeScalar(item, element, options).text,
  );
  return `{"${member}Values":[${texts.join(",")}]}`;
}

/** `formattedRecords`: a JSON array of objects, itself sent as one string. */
export function formatRecords(rows: TextRow[], fields: FieldDef[], types: ColumnType[], options: Options): string {
  const names = fields.map((field) => field.name);
  if (new Set(names).size < names.length) {
    throw new AwsError("UnsupportedResultException", "formatRecordsAs JSON needs column names that are all different");
  }
  const formatValue = (value: string | null, type: ColumnType | undefined): string => {
    if (value === null) return "null";
    if (type?.element === undefined)
      return type === undefined ? JSON.stringify(value) : encodeScalar(value, type, options).text;
    const array = encodeArray(value, type.element, options);
    return array.slice(array.indexOf("["), -1);
  };
  const objects = rows.map(
    (row) => `{${row.map((value, at) => `${JSON.stringify(names[at])}:${formatValue(value, types[at])}`).join(",")}}`,
  );
  return `[${objects.join(",")}]`;
}

export function describeColumns(fields: FieldDef[], types: ColumnType[]): unknown[] {
  return fields.map((field, at) => ({
    arrayBaseColumnType: types[at]?.element?.jdbcType ?? 0,
    isAutoIncrement: false,
    isCaseSensitive: types[at]?.jdbcType === 12,
    isCurrency: false,
    isSigned: ["long", "double", "decimal"].includes(types[at]?.kind ?? ""),
    label: field.name,
    name: field.name,
    nullable: 2,
    precision: 0,
    scale: 0,
    schemaName: "",
    tableName: "",
    type: types[at]?.jdbcType ?? 1111,
    typeName: types[at]?.name ?? "unknown",
  }));
}
