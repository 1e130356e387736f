const MOST = 4;

/** Where a browser keeps texts; `localStorage` is one. */
export type Shelf = Pick<Storage, "getItem" | "setItem">;

/** The reasons that a person gave last in this browser, the newest first. What the browser does not let us read is none. */
export function readReasons(shelf: Shelf, personId: string): string[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(nameOf(personId)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Keeps a reason for the next time; a browser that keeps nothing is none the worse. */
export function keepReason(shelf: Shelf, personId: string, reason: string): void {
  if (reason === "") return;
  const others = readReasons(shelf, personId).filter((one) => one !== reason);
  try {
    shelf.setItem(nameOf(personId), JSON.stringify([reason, ...others].slice(0, MOST)));
  } catch {}
}

function nameOf(personId: string): string {
  return `s3mirror-reasons:${personId}`;
}
