/**
 * An error as an AWS service answers it. `code` is the short name clients see as `error.name`; `status` the HTTP
 * status; `type` the full shape name on the JSON wire where it differs from the code; `queryCode` the name that the
 * old query protocol used and that SQS still sends in `x-amzn-query-error`.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly type: string;
  readonly queryCode: string;

  constructor(code: string, message: string, more: { status?: number; type?: string; queryCode?: string } = {}) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = more.status ?? 400;
    this.type = more.type ?? code;
    this.queryCode = more.queryCode ?? code;
  }

  get senderFault(): boolean {
    return this.status < 500;
  }
}

/** What these stand-ins answer to an action they do not have: 501, which no SDK retries, naming the action. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `The local stand-in does not do ${what}.`, { status: 501 });
}

/** Whoever calls without any SigV4 header is refused, as AWS does before it looks at anything else. */
export function requireSignature(authorization: string | undefined): void {
  if (/^AWS4-HMAC-SHA256 .*Credential=[^,/]+\/.*Signature=[0-9a-f]{64}/.test(authorization ?? "")) return;
  throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", {
    status: 403,
    type: "com.amazon.coral.service#MissingAuthenticationTokenException",
  });
}
