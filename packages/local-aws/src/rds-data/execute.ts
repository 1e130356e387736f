import type { FieldDef, Pool, PoolClient, QueryConfig } from "pg";
import { AwsError } from "./aws-error.ts";
import { type Bound, bindParameters } from "./bind.ts";
import type { ColumnType, ColumnTypes } from "./column-types.ts";
import { type NamedStatement, parseNamedStatement } from "./named-parameters.ts";
import { describeColumns, encodeRecords, formatRecords, refuseTooMuch, type TextRow } from "./records.ts";
import type { ExecuteRequest, SqlParameter } from "./request.ts";

const parsed = new Map<string, NamedStatement>();

const transactionWords = ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"];

/** @throws AwsError for what the Data API does not run: several statements, or a transaction begun in SQL. */
export function readStatement(sql: string): NamedStatement {
  let statement = parsed.get(sql);
  if (statement === undefined) {
    statement = parseNamedStatement(sql);
    if (parsed.size >= 500) parsed.clear();
    parsed.set(sql, statement);
  }
  if (statement.hasSeveralStatements) {
    throw new AwsError("ValidationException", "Multistatements aren't supported");
  }
  if (transactionWords.includes(statement.firstWord)) {
    throw new AwsError(
      "BadRequestException",
      `${statement.firstWord.toUpperCase()} is not for ExecuteStatement: use BeginTransaction, CommitTransaction and RollbackTransaction`,
    );
  }
  return statement;
}

type Runner = Pick<Pool, "query"> | PoolClient;

type TextResult = { rows: TextRow[]; fields: FieldDef[]; rowCount: number };

/** Runs one statement whose values carry the types they are declared as, and leaves every result column as text. */
export async function runBound(runner: Runner, text: string, values: Bound[]): Promise<TextResult> {
  // pg hands `types` both to the parser of results, which asks it for parsers, and to the Parse message, which reads
  // it as a list of parameter types: this is both.
  const types = Object.assign(
    values.map((bound) => bound.oid),
    { getTypeParser: () => (value: string) => value },
  );
  const config: QueryConfig & { rowMode: "array"; queryMode: "extended" } = {
    text,
    values: values.map((bound) => bound.value),
    types: types as unknown as QueryConfig["types"],
    rowMode: "array",
    // Also without values: the simple protocol would run several statements.
    queryMode: "extended",
  };
  const result = await runner.query(config);
  return { rows: result.rows as unknown as TextRow[], fields: result.fields, rowCount: result.rowCount ?? 0 };
}

const updateWords = ["insert", "update", "delete", "merge"];

/** ExecuteStatement: the whole answer as JSON text. */
export async function execute(
  deps: { runner: Runner; columnTypes: ColumnTypes },
  statement: NamedStatement,
  values: Bound[],
  request: ExecuteRequest,
): Promise<string> {
  const { rows, fields, rowCount } = await runBound(deps.runner, statement.text, values);
  if (fields.length === 0) {
    const isUpdate = updateWords.includes(statement.firstWord) || statement.firstWord === "with";
    return `{"generatedFields":[],"numberOfRecordsUpdated":${isUpdate ? rowCount : 0}}`;
  }
  refuseTooMuch(rows);
  const known = await deps.columnTypes([...new Set(fields.map((field) => field.dataTypeID))]);
  const types = fields.map((field): ColumnType => known.get(field.dataTypeID) ?? unknownType);
  const parts = ['"numberOfRecordsUpdated":0'];
  if (request.formatRecordsAs === "JSON") {
    parts.push(`"formattedRecords":${JSON.stringify(formatRecords(rows, fields, types, request.resultSetOptions))}`);
  } else {
    parts.push(`"records":${encodeRecords(rows, types, request.resultSetOptions)}`);
    if (request.includeResultMetadata) {
      parts.push(`"columnMetadata":${JSON.stringify(describeColumns(fields, types))}`);
    }
  }
  return `{${parts.join(",")}}`;
}

const unknownType: ColumnType = { name: "unknown", kind: "string", jdbcType: 1111 };

/** BatchExecuteStatement: the statement once per set, in the order given. */
export async function executeBatch(runner: Runner, statement: NamedStatement, sets: SqlParameter[][]): Promise<string> {
  const bound = (sets.length === 0 ? [[]] : sets).map((set) => bindParameters(statement.names, set));
  for (const values of bound) await runBound(runner, statement.text, values);
  return JSON.stringify({ updateResults: sets.map(() => ({ generatedFields: [] })) });
}
