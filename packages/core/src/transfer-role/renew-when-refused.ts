import type { TransferCredentials } from "./credentials.ts";

/** What S3 answers to credentials that are no longer good, before it looks at anything else. */
const refusals = new Set(["ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired"]);

/**
 * A step of an SDK client (`initialize`): a request that S3 refuses for its token is sent once more with a new one.
 * Nothing was done by a request refused so; an error inside a 200 comes as 503 and is left to the caller.
 */
export function renewWhenRefused(credentials: Pick<TransferCredentials, "forget">) {
  return <Input, Output>(next: (args: Input) => Promise<Output>) =>
    async (args: Input): Promise<Output> => {
      try {
        return await next(args);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        credentials.forget();
        return await next(args);
      }
    };
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !refusals.has(error.name)) return false;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}
