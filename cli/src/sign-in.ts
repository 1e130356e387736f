import { type ApiClient, apiClient } from "./api-client.ts";
import { Exit, exitCode } from "./exit-code.ts";

type Session = { token: string; user: { email: string } };

/**
 * Signs in with a one-time link, does some work as its person, and signs out again. The API is where the link leads to.
 * @throws Exit where it is no link of ours, or was used or has expired
 */
export async function withLink<Result>(
  link: string,
  signal: AbortSignal,
  work: (api: ApiClient, person: { email: string }) => Promise<Result>,
): Promise<Result> {
  const [, token] = link.trim().split("#");
  if (!URL.canParse(link.trim()) || token === undefined) {
    throw new Exit(exitCode.usage, "--link: This is no whole link. Copy all of it, from https:// to its end.");
  }
  const url = new URL(link.trim()).origin;
  const session = await apiClient({ url, apiKey: "" }, signal).post<Session>("/v1/sessions", { link: token });
  const api = apiClient({ url, apiKey: session.token }, signal);
  try {
    return await work(api, session.user);
  } finally {
    await api.delete("/v1/sessions/current").catch(() => "it ends by itself");
  }
}
