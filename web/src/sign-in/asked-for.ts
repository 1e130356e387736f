import { ownPath } from "./own-path.ts";

const name = "s3mirror-asked-for";
const keptMs = 3_600_000;

/**
 * Remembers for an hour which page somebody asked for before they had a link to sign in by: the link itself, opened
 * from a mail or a terminal, does not know it.
 */
export function rememberAskedFor(path: string): void {
  if (path !== "/") localStorage.setItem(name, JSON.stringify({ path, at: Date.now() }));
}

/** The page last asked for within the hour, once; the list where there is none. */
export function takeAskedFor(): string {
  const kept = localStorage.getItem(name);
  localStorage.removeItem(name);
  try {
    const { path, at }: { path?: unknown; at?: unknown } = JSON.parse(kept ?? "null") ?? {};
    return typeof at === "number" && Date.now() - at < keptMs ? ownPath(path) : "/";
  } catch {
    return "/";
  }
}
