import { makeId } from "../../ids.ts";
import type { Ledger } from "../ledger.ts";
import { type Actor, recordAct } from "./audit.ts";
import { makeSignInLink, type User } from "./sign-in.ts";
import { makeToken } from "./token.ts";

/** Who is let in, by whom and why, and for how long the link is good. */
export type LetIn = {
  person: Pick<User, "email" | "role"> & { name: string | null };
  actor: Actor;
  reason: string | null;
  request: string;
  lifetimeSeconds: number;
};

/** `path` is to be put behind the page's address; it holds the link's secret, which is nowhere else. */
export type MadeLink = { type: "made"; token: string; path: string; linkId: string; user: User; expiresAt: string };

/**
 * Makes a link that signs a person in once, and its entry in the audit log, together.
 * @param random bytes from a cryptographic source
 * @returns `disabled` where the person was shut out; then nothing changes
 */
export async function letIn(
  deps: { ledger: Ledger; random: (count: number) => Uint8Array },
  input: LetIn,
): Promise<MadeLink | { type: "disabled" }> {
  const { token, fingerprint } = makeToken("link", deps.random);
  const id = makeId("us", deps.random(26));
  return await deps.ledger.transaction(async (run) => {
    const outcome = await makeSignInLink(run, {
      user: { id, ...input.person },
      link: fingerprint,
      lifetimeSeconds: input.lifetimeSeconds,
      madeBy: input.actor.id,
    });
    if (outcome.type === "disabled") return outcome;
    const { user, before, expiresAt } = outcome;
    await recordAct(run, {
      act: "sign_in_link.made",
      actor: input.actor,
      subject: user.id,
      reason: input.reason,
      before,
      after: { link: fingerprint.id, email: user.email, name: user.name, role: user.role, expiresAt },
      request: input.request,
    });
    return { type: "made", token, path: `/sign-in#${token}`, linkId: fingerprint.id, user, expiresAt };
  });
}
