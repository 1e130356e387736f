import { type NextRequest, NextResponse } from "next/server";

/**
 * Every page gets a policy with a nonce of its own. Next puts the nonce on its scripts when it reads it in the request.
 * There is no 'unsafe-inline', for styles neither: a style attribute in server-rendered HTML has no effect, so what
 * depends on a number (a bar's length) is drawn as SVG.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = pagePolicy(crypto.randomUUID().replaceAll("-", ""));
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  headers.set("x-asked-for", request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

function pagePolicy(nonce: string): string {
  // React's development build evaluates strings; what users get does not.
  const development = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

// What is forwarded carries the coordinator's own policy; static files are no documents.
export const config = { matcher: ["/((?!v1/|docs$|healthz$|session$|_next/|icon.svg$).*)"] };
