const name = "s3mirror-reloaded";
/** A page that lost a part reloads by itself at most once in this time: a part that stays away must not make a loop. */
const ONCE_IN_MS = 60_000;

/** Whether a part of the page's scripts or styles is gone: after a deploy the server has only the new ones. */
export function isLostChunk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "ChunkLoadError" || /loading (css )?chunk|failed to load chunk/i.test(error.message);
}

/** Reloads the page where it is, unless it has just done so. @returns whether it does */
export function reloadOnce(): boolean {
  const before = Number(read() ?? 0);
  if (Date.now() - before < ONCE_IN_MS) return false;
  try {
    sessionStorage.setItem(name, `${Date.now()}`);
  } catch {
    // Without a memory it could not know that it has just done so.
    return false;
  }
  window.location.reload();
  return true;
}

function read(): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}
