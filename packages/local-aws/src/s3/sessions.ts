import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Account } from "./config.ts";
import { readOwnPolicy } from "./own-policy.ts";
import type { Policy } from "./policy.ts";
import { S3Error } from "./s3-error.ts";

/** Who makes a request: an account's principal, or a session of a role, which a policy may narrow. */
export type Caller = Omit<Account, "policy"> & {
  /** What it may do of its own; left out, all that its account lets it. */
  ownPolicy?: Policy;
  sessionPolicy?: Policy;
};

/** An account's principal as one that makes requests. */
export function callerOf({ policy, ...account }: Account): Caller {
  return { ...account, ...(policy !== undefined && { ownPolicy: readOwnPolicy(policy) }) };
}

const sealedSchema = z.strictObject({
  issuer: z.string(),
  principalArn: z.string(),
  expiresAtMs: z.number(),
  policy: z.string().nullable(),
});

export type Session = Omit<z.output<typeof sealedSchema>, "issuer">;
export type TemporaryCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

/**
 * Credentials of a session of `account`. The token holds all that there is to know, sealed with the account's own
 * secret: nothing is kept, so a stand-in that was killed still knows the sessions it gave out.
 */
export function issueSession(account: Account, session: Session): TemporaryCredentials {
  const told = Buffer.from(JSON.stringify({ issuer: account.accessKeyId, ...session })).toString("base64url");
  return credentialsOf(account, `${told}.${mac(account, `seal ${told}`)}`);
}

/** The session that a token stands for. @throws InvalidToken, ExpiredToken, InvalidAccessKeyId as S3 answers */
export function openSession(
  accounts: ReadonlyMap<string, Account>,
  presented: { token: string; accessKeyId: string },
  nowMs: number,
): Caller & { expiresAtMs: number } {
  const { token, accessKeyId } = presented;
  const [told = "", seal = ""] = token.split(".");
  const sealed = sealedSchema.safeParse(parseJson(Buffer.from(told, "base64url").toString()));
  const issuer = accounts.get(sealed.data?.issuer ?? "");
  if (!sealed.success || issuer === undefined || !isEqual(seal, mac(issuer, `seal ${told}`))) {
    throw new S3Error("InvalidToken");
  }
  const { secretAccessKey, ...credentials } = credentialsOf(issuer, token);
  if (credentials.accessKeyId !== accessKeyId) {
    throw new S3Error("InvalidAccessKeyId", undefined, { AWSAccessKeyId: accessKeyId });
  }
  const { principalArn, expiresAtMs, policy } = sealed.data;
  refuseExpired(expiresAtMs, nowMs);
  return {
    ...callerOf(issuer),
    principalArn,
    accessKeyId,
    secretAccessKey,
    expiresAtMs,
    ...(policy !== null && { sessionPolicy: readOwnPolicy(policy) }),
  };
}

/** @throws ExpiredToken */
export function refuseExpired(expiresAtMs: number, nowMs: number): void {
  if (nowMs >= expiresAtMs) throw new S3Error("ExpiredToken");
}

function credentialsOf(account: Account, token: string): TemporaryCredentials {
  return {
    accessKeyId: `ASIA${createHmac("sha256", account.secretAccessKey).update(`id ${token}`).digest("hex").slice(0, 16).toUpperCase()}`,
    secretAccessKey: mac(account, `secret ${token}`),
    sessionToken: token,
  };
}

function mac(account: Account, text: string): string {
  return createHmac("sha256", account.secretAccessKey).update(text).digest("base64url");
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
