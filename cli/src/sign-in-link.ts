import type { ApiClient } from "./api-client.ts";
import type { Connection } from "./connection.ts";

export const roles = ["viewer", "operator", "admin"] as const;
export type Person = { email: string; name?: string; role: (typeof roles)[number] };

/** A link that signs a person in once. `isPageKnown`: it leads to the page; else only its end, from /sign-in on, is right. */
export type SignInLink = { url: string; expiresAt: string; isPageKnown: boolean };

/** Makes a one-time link; its whole address is the page's, or, where nobody told the API the page's, the API's own. */
export async function makeSignInLink(
  api: ApiClient,
  connection: Pick<Connection, "url">,
  person: Person,
): Promise<SignInLink> {
  const made = await api.post<{ path: string; url: string | null; expiresAt: string }>("/v1/sign-in-links", person);
  const { url, path, expiresAt } = made;
  return { url: url ?? `${connection.url}${path}`, expiresAt, isPageKnown: url !== null };
}
