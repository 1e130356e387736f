import { DatabaseError } from "pg";

/** An answer the Data API gives instead of a result; names and statuses as in @aws-sdk/client-rds-data's schemas. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: number;
  readonly extra: Record<string, unknown>;
  constructor(name: keyof typeof statuses, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = name;
    this.status = statuses[name];
    this.extra = extra;
  }
}

const statuses = {
  BadRequestException: 400,
  DatabaseErrorException: 400,
  DatabaseResumingException: 400,
  DatabaseUnavailableException: 504,
  InternalServerErrorException: 500,
  RequestEntityTooLargeException: 413,
  ResourceNotFoundException: 400,
  SecretsErrorException: 400,
  ServiceUnavailableError: 503,
  StatementTimeoutException: 400,
  TransactionNotFoundException: 404,
  UnknownOperationException: 404,
  UnsupportedResultException: 400,
  ValidationException: 400,
};

/** Turns whatever `pg` threw into what AWS answers: the statement was wrong, took too long, or there is no database. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof DatabaseError) return fromDatabaseError(error);
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes("timeout exceeded when trying to connect")) {
    return new AwsError("ServiceUnavailableError", "No database connection became free in time.");
  }
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (/^E[A-Z]+$/.test(code) || /connection (terminated|ended|error)|not queryable|client was closed/i.test(message)) {
    return new AwsError("DatabaseUnavailableException", `The database is not available: ${message}`);
  }
  return new AwsError("InternalServerErrorException", message);
}

function fromDatabaseError(error: DatabaseError): AwsError {
  const code = error.code ?? "";
  // Class 57P: the server is shutting down, crashed, or starting; 08: the connection broke.
  if (code.startsWith("57P") || code.startsWith("08")) {
    return new AwsError("DatabaseUnavailableException", `The database is not available: ${error.message}`);
  }
  if (code === "57014" && error.message.includes("statement timeout")) {
    return new AwsError("StatementTimeoutException", "Request timed out", { dbConnectionId: 0 });
  }
  const parts = [`${error.severity ?? "ERROR"}: ${error.message}`];
  if (error.detail) parts.push(`Detail: ${error.detail}`);
  if (error.hint) parts.push(`Hint: ${error.hint}`);
  if (error.position) parts.push(`Position: ${error.position}`);
  return new AwsError("DatabaseErrorException", `${parts.join("; ")}; SQLState: ${code}`);
}
