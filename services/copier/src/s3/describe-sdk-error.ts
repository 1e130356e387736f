import type { S3Error } from "@s3mirror/core/s3-failure";

/** Reads off a thrown error what `classifyS3Error` judges by. */
export function describeSdkError(error: unknown): S3Error {
  if (!(error instanceof Error)) return { name: "Unknown", status: null, message: String(error) };
  const told = error as Error & {
    code?: unknown;
    Condition?: unknown;
    $metadata?: { httpStatusCode?: number; requestId?: string };
    $response?: { statusCode?: number };
  };
  const unanswered = told.$response === undefined && told.$metadata?.httpStatusCode === undefined;
  return {
    name: told.name,
    // The SDK gives an empty body at 200 the name InternalError and the status 503, without a response: nothing was said.
    ...(blankSuccess(told) ? { name: "Error", status: 200 } : { status: told.$metadata?.httpStatusCode ?? null }),
    condition: typeof told.Condition === "string" ? told.Condition : null,
    message: told.message,
    networkCode: unanswered && typeof told.code === "string" ? told.code : null,
    requestId: told.$metadata?.requestId ?? null,
  };
}

function blankSuccess(error: {
  name: string;
  message: string;
  $response?: unknown;
  $metadata?: { httpStatusCode?: number };
}) {
  return error.name === "InternalError" && error.$metadata?.httpStatusCode === 503 && error.$response === undefined;
}
