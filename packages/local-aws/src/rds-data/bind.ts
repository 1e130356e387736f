import { AwsError } from "./aws-error.ts";
import type { SqlParameter } from "./request.ts";

/** A value as Postgres gets it: the type it is declared as (0 lets Postgres infer it) and its text or bytes. */
export type Bound = { oid: number; value: string | Buffer | null };

// pg_type.oid of the types parameters are declared as. Strings arrive as text, so `:id::uuid` needs its cast, as on AWS.
const oids = { bool: 16, bytea: 17, int8: 20, text: 25, json: 114, float8: 701, date: 1082, time: 1083 } as const;
const hintOids = { DATE: oids.date, DECIMAL: 1700, JSON: oids.json, TIME: oids.time, TIMESTAMP: 1114, UUID: 2950 };

// The accepted formats of `SqlParameter.typeHint`, from the API reference.
const hintFormats: Partial<Record<keyof typeof hintOids, RegExp>> = {
  DATE: /^\d{4}-\d{2}-\d{2}$/,
  TIME: /^\d{2}:\d{2}:\d{2}(\.\d+)?$/,
  TIMESTAMP: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?$/,
};

/** Puts parameters into the order of a statement's names. @throws AwsError for one that is missing or malformed. */
export function bindParameters(names: string[], parameters: SqlParameter[]): Bound[] {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  return names.map((name) => {
    const parameter = byName.get(name);
    if (parameter === undefined) throw new AwsError("BadRequestException", `Cannot find parameter: ${name}`);
    return bind(parameter);
  });
}

function bind({ name, value, typeHint }: SqlParameter): Bound {
  if ("isNull" in value) return { oid: typeHint === undefined ? 0 : hintOids[typeHint], value: null };
  if ("booleanValue" in value) return { oid: oids.bool, value: String(value.booleanValue) };
  if ("longValue" in value) return { oid: oids.int8, value: String(value.longValue) };
  if ("doubleValue" in value) return { oid: oids.float8, value: String(value.doubleValue) };
  if ("blobValue" in value) return { oid: oids.bytea, value: Buffer.from(value.blobValue, "base64") };
  if (typeHint === undefined) return { oid: oids.text, value: value.stringValue };
  if (hintFormats[typeHint]?.test(value.stringValue) === false) {
    throw new AwsError("BadRequestException", `Parse Error for ${typeHint}: parameter ${name} has another format`);
  }
  return { oid: hintOids[typeHint], value: value.stringValue };
}
