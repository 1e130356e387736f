/** Holds the opaque session token. `__Host-`: this host only, over a secure (or the machine's own) connection, whole site. */
export const sessionCookie = "__Host-s3mirror";

/** The session token in a request's Cookie header, or null. */
export function readSessionToken(cookieHeader: string | null): string | null {
  for (const pair of (cookieHeader ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === sessionCookie && value) return value;
  }
  return null;
}

/** The Set-Cookie line that keeps a token until it expires. */
export function keepSession(token: string, expiresAt: Date): string {
  return `${sessionCookie}=${token}; Path=/; HttpOnly; Secure; SameSite=Lax; Expires=${expiresAt.toUTCString()}`;
}

/** The Set-Cookie line that ends it. */
export const forgetSession = `${sessionCookie}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`;
