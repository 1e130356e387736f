import type { Pool } from "pg";

export type FieldKind = "boolean" | "long" | "double" | "decimal" | "blob" | "timestamptz" | "string";

/** What a column's type means for the Data API. `element` is set for arrays. */
export type ColumnType = { name: string; kind: FieldKind; jdbcType: number; element?: ColumnType };

export type ColumnTypes = (oids: number[]) => Promise<Map<number, ColumnType>>;

const kinds: Record<string, FieldKind> = {
  bool: "boolean",
  int2: "long",
  int4: "long",
  int8: "long",
  oid: "long",
  float4: "double",
  float8: "double",
  numeric: "decimal",
  bytea: "blob",
  timestamptz: "timestamptz",
};

// java.sql.Types, which `ColumnMetadata.type` holds; 1111 is OTHER, 2003 ARRAY.
const jdbcTypes: Record<string, number> = {
  bool: -7,
  int2: 5,
  int4: 4,
  int8: -5,
  oid: -5,
  float4: 7,
  float8: 8,
  numeric: 2,
  bytea: -2,
  timestamptz: 93,
  timestamp: 93,
  date: 91,
  time: 92,
  timetz: 92,
  bpchar: 1,
  text: 12,
  varchar: 12,
  name: 12,
};

/** Looks types up in the database's catalogue, once each. */
export function makeColumnTypes(pool: Pool): ColumnTypes {
  const known = new Map<number, ColumnType>();
  return async (oids) => {
    const missing = oids.filter((oid) => !known.has(oid));
    if (missing.length > 0) {
      const found = await pool.query(
        `select t.oid::int8::text as oid, t.typname, e.typname as element
           from pg_type t left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
          where t.oid::int8 = any ($1::int8[])`,
        [missing],
      );
      for (const row of found.rows) known.set(Number(row.oid), columnType(row.typname, row.element));
    }
    return known;
  };
}

function columnType(name: string, element: string | null): ColumnType {
  if (element !== null) return { name, kind: "string", jdbcType: 2003, element: columnType(element, null) };
  return { name, kind: kinds[name] ?? "string", jdbcType: jdbcTypes[name] ?? 1111 };
}
