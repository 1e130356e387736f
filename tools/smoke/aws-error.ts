type AwsError = { name?: string; message?: string; $metadata?: { httpStatusCode?: number; requestId?: string } };

/** What an error of AWS says: its name, HTTP status (0 when no answer came) and the id that AWS Support asks for. */
export function describeError(error: unknown): { name: string; status: number; text: string } {
  const { name = "Error", message = "", $metadata: answer } = (error ?? {}) as AwsError;
  const status = answer?.httpStatusCode ?? 0;
  const request = answer?.requestId ? `, request ${answer.requestId}` : "";
  return { name, status, text: `${status === 0 ? "" : `${status} `}${name}: ${message}${request}` };
}

/** Whether an error says nothing of what was asked: no answer came, or the caller may not ask. */
export function isUnheard(status: number): boolean {
  return status === 0 || status === 401 || status === 403;
}

/** The error that a call ends in, or null when it succeeds. @throws what says nothing of what was asked */
export async function refusalOf(call: Promise<unknown>): Promise<ReturnType<typeof describeError> | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const described = describeError(error);
    if (isUnheard(described.status)) throw error;
    return described;
  }
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
