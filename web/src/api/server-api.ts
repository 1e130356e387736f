import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import createClient from "openapi-fetch";
import { cache } from "react";
import { z } from "zod";
import { ask } from "./ask.ts";
import type { Api } from "./browser-api.ts";
import { coordinatorUrl } from "./coordinator-url.ts";
import type { paths } from "./schema.ts";
import { sessionCookie } from "./session-cookie.ts";
import { asSilence } from "./silent-digest.ts";

const current = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.string() }),
});

export type User = z.infer<typeof current>["user"];

/** The API as the server asks it for a page, with the token of the viewer's cookie. */
export const serverApi = cache(async (): Promise<Api> => {
  const token = (await cookies()).get(sessionCookie)?.value;
  return createClient<paths>({
    baseUrl: coordinatorUrl(),
    fetch: ask,
    cache: "no-store",
    headers: { ...(await viewer()), ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  });
});

/** Whom the page asks for, as the load balancer saw it: the coordinator counts wrong tokens by address. */
async function viewer(): Promise<Record<string, string>> {
  const seen = (await headers()).get("x-forwarded-for");
  return seen === null ? {} : { "x-forwarded-for": seen };
}

/** Who is signed in. Who is not is sent to sign in, and comes back to the page they asked for. */
export const requireUser = cache(async (): Promise<User> => {
  const token = (await cookies()).get(sessionCookie)?.value;
  if (token === undefined) return await sendToSignIn();
  const answer = await ask(`${coordinatorUrl()}/v1/sessions/current`, {
    cache: "no-store",
    headers: { ...(await viewer()), authorization: `Bearer ${token}` },
  }).catch((error) => {
    throw asSilence(error);
  });
  if (answer.status === 401) return await sendToSignIn();
  if (!answer.ok) throw asSilence(new Error(`The coordinator answered ${answer.status} when asked who is signed in.`));
  return current.parse(await answer.json()).user;
});

/** Sends to sign in, and back to this page after it. */
export async function sendToSignIn(): Promise<never> {
  const askedFor = (await headers()).get("x-asked-for") ?? "/";
  redirect(askedFor === "/" ? "/sign-in" : `/sign-in?from=${encodeURIComponent(askedFor)}`);
}

/** The name of the stage, for people to see where they are; null where it is not to be had: no page is lost for that. */
export const readStage = cache(async (): Promise<string | null> => {
  try {
    const answer = await ask(`${coordinatorUrl()}/v1/version`, { cache: "no-store" });
    return z.object({ stage: z.string() }).parse(await answer.json()).stage;
  } catch {
    return null;
  }
});
