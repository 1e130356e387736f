import { z } from "zod";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow } from "../rows.ts";
import type { Fingerprint } from "./token.ts";

const roles = ["viewer", "operator", "admin"] as const;
/** A link whose secret was wrong so often is void: somebody guesses. */
const MOST_WRONG_SECRETS = 5;

const userRow = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role: z.enum(roles),
});
/** A person who may sign in. `email` is in lower case and unique. */
export type User = z.infer<typeof userRow>;

const madeRow = z.object({
  ...userRow.shape,
  nameBefore: z.string().nullable(),
  roleBefore: z.enum(roles).nullable(),
  expiresAt: z.string(),
});

/**
 * Makes a one-time link for a person, who is made or given this role (and name, if one is told) with it. Run again with
 * the same fingerprint it is the same link. @returns `disabled` where the person may not sign in; then nothing changes.
 */
export async function makeSignInLink(
  run: Run,
  input: { user: User; link: Fingerprint; lifetimeSeconds: number; madeBy: string },
): Promise<
  { type: "made"; user: User; before: Pick<User, "name" | "role"> | null; expiresAt: string } | { type: "disabled" }
> {
  const [row] = await run(
    madeRow,
    `with before as (select name, role from users where email = :email),
     put as (
       insert into users (id, email, name, role) values (:id, :email, :name::text, :role)
       on conflict (email) do update set name = coalesce(excluded.name, users.name), role = excluded.role
         where not users.disabled
       returning id, email, name, role),
     linked as (
       insert into sign_in_links (id, secret_hash, user_id, made_by, expires_at)
       select :link, :secretHash, id, :madeBy, clock_timestamp() + :lifetime::int * interval '1 second' from put
       on conflict (id) do update set expires_at = sign_in_links.expires_at
       returning expires_at)
     select put.*, before.name as "nameBefore", before.role as "roleBefore", iso(linked.expires_at) as "expiresAt"
     from put cross join linked left join before on true`,
    {
      ...input.user,
      link: input.link.id,
      secretHash: input.link.secretHash,
      madeBy: input.madeBy,
      lifetime: input.lifetimeSeconds,
    },
  );
  if (row === undefined) return { type: "disabled" };
  const { nameBefore, roleBefore, expiresAt, ...user } = row;
  return { type: "made", user, before: roleBefore === null ? null : { name: nameBefore, role: roleBefore }, expiresAt };
}

const linkRow = z.object({
  ...userRow.shape,
  isRight: z.boolean(),
  isVoid: z.boolean(),
  isExpired: z.boolean(),
  usedFor: z.string().nullable(),
  disabled: z.boolean(),
});

/**
 * Begins a session by a one-time link. Of several who use it at once one wins: they meet at the link's row, so this must
 * run in a transaction. Run again for the same session it is the same sign-in. `unknown` says as little of a link that
 * does not exist as of a wrong secret.
 */
export async function signIn(
  run: Run,
  input: { link: Fingerprint; session: Fingerprint; sessionSeconds: number },
): Promise<
  { type: "signed_in"; user: User; expiresAt: string } | { type: "unknown" | "used" | "expired" | "disabled" }
> {
  const { link, session } = input;
  const [found] = await run(
    linkRow,
    `select u.id, u.email, u.name, u.role, u.disabled, l.secret_hash = :secretHash as "isRight",
       l.wrong_secrets >= ${MOST_WRONG_SECRETS} as "isVoid", l.expires_at <= clock_timestamp() as "isExpired", l.used_for as "usedFor"
     from sign_in_links l join users u on u.id = l.user_id where l.id = :id for update of l`,
    link,
  );
  if (found === undefined || found.isVoid) return { type: "unknown" };
  const { isRight, isVoid, isExpired, usedFor, disabled, ...user } = found;
  if (!isRight) {
    await run(anyRow, "update sign_in_links set wrong_secrets = wrong_secrets + 1 where id = :id", { id: link.id });
    return { type: "unknown" };
  }
  if (usedFor !== null && usedFor !== session.id) return { type: "used" };
  if (isExpired) return { type: "expired" };
  if (disabled) return { type: "disabled" };
  const [begun] = await run(
    z.object({ expiresAt: z.string() }),
    `with used as (
       update sign_in_links set used_at = coalesce(used_at, clock_timestamp()), used_for = :session where id = :link returning user_id)
     insert into sessions (id, secret_hash, user_id, expires_at)
     select :session, :secretHash, user_id, clock_timestamp() + :seconds::int * interval '1 second' from used
     on conflict (id) do update set seen_at = sessions.seen_at
     returning iso(expires_at) as "expiresAt"`,
    { link: link.id, session: session.id, secretHash: session.secretHash, seconds: input.sessionSeconds },
  );
  if (begun === undefined) throw new Error("a link vanished while its row was locked");
  return { type: "signed_in", user, expiresAt: begun.expiresAt };
}

const signedInRow = z.object({ ...userRow.shape, sessionId: z.string(), expiresAt: z.string() });
/** A person in a session that lives. Role and name are those of now. */
export type SignedIn = z.infer<typeof signedInRow>;

/**
 * Who a session belongs to; null where it has ended, was idle for too long, or its person may not sign in any more.
 * It was seen now: noted once a minute (sooner where sessions may be idle only for minutes), not with every request.
 */
export async function findSignedIn(
  ledger: Ledger,
  input: { session: Fingerprint; idleSeconds: number },
): Promise<SignedIn | null> {
  const [row] = await ledger.run(
    signedInRow,
    `with known as (
       select u.id, u.email, u.name, u.role, s.id as "sessionId", iso(s.expires_at) as "expiresAt", s.seen_at
       from sessions s join users u on u.id = s.user_id
       where s.id = :id and s.secret_hash = :secretHash and s.ended_at is null and s.expires_at > clock_timestamp()
         and s.seen_at > clock_timestamp() - :idle::double precision * interval '1 second' and not u.disabled),
     seen as (
       update sessions s set seen_at = clock_timestamp() from known k
       where s.id = k."sessionId" and k.seen_at < clock_timestamp() - least(60, :idle::double precision / 10) * interval '1 second')
     select id, email, name, role, "sessionId", "expiresAt" from known`,
    { ...input.session, idle: input.idleSeconds },
  );
  return row ?? null;
}

/** Ends a session at once, everywhere. @returns false where it had ended already. */
export async function signOut(run: Run, input: { sessionId: string }): Promise<boolean> {
  const rows = await run(
    anyRow,
    "update sessions set ended_at = clock_timestamp() where id = :sessionId and ended_at is null returning id",
    input,
  );
  return rows.length > 0;
}
