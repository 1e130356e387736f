import { type ApiError, fieldError } from "./problem.ts";

/** What is answered where Node could not read a request, by its error's code. */
export function refuseUnread(code: string): ApiError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return fieldError("headers_too_large", {
        pointer: "/header",
        message: "Address and headers together are larger than 16 kB.",
        remedy: "Shorten the address or the largest header.",
      });
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return fieldError("request_too_slow", {
        pointer: "",
        message: "The request did not arrive whole in time.",
        remedy: "Send it again over a faster line, or send less at once.",
      });
    case "ERR_INVALID_URL":
      return fieldError("request_malformed", {
        pointer: "/header/host",
        message: "The address or the Host header cannot be read.",
        remedy: "Send an address that begins with a slash, and the API's own name as Host.",
      });
    default:
      return fieldError("request_malformed", {
        pointer: "",
        message: `This is no HTTP request that can be read${code === "" ? "" : ` (${code})`}.`,
        remedy: "Let an HTTP client write it, and percent-encode the address.",
      });
  }
}

/** CONNECT asks for a tunnel to somewhere else. */
export function refuseConnect(): ApiError {
  return fieldError("method_not_allowed", {
    pointer: "",
    message: "CONNECT is not taken here: this is no proxy.",
    remedy: "/docs lists every address and what it takes.",
  });
}
