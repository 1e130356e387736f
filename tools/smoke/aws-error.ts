type AwsError = { name?: string; message?: string; $metadata?: { httpStatusCode?: number; requestId?: string } };

/** What an error of AWS says: its name, HTTP status (0 when no answer came) and the id that AWS Support asks for. */
export function describeError(error: unknown): { name: string; status: number; text: string } {
  const { name = "Error", message = "", $metadata: answer } = (error ?? {}) as AwsError;
  const status = answer?.httpStatusCode ?? 0;
  const request = answer?.requestId ? `, request ${answer.requestId}` : "";
  return { name, status, text: `${status === 0 ? "" : `${status} `}${name}: ${message}${request}` };
}

/** The error that a call ends in, or null when it succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<ReturnType<typeof describeError> | null> {
  try {
    await call;
    return null;
  } catch (error) {
    return describeError(error);
  }
}
