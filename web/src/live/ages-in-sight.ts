import type { Age } from "./age.ts";

const ages = new Map<symbol, Age>();
const listeners = new Set<() => void>();

/** Tells how old a card in sight is, until it is told otherwise; null once it is out of sight. */
export function tellAge(card: symbol, age: Age | null): void {
  if (age === null) ages.delete(card);
  else ages.set(card, age);
  for (const listener of listeners) listener();
}

/** When the oldest card in sight was answered last; null where none was. */
export function oldestInSight(): number | null {
  const known = [...ages.values()].map(({ updatedAt }) => updatedAt).filter((at) => at > 0);
  return known.length === 0 ? null : Math.min(...known);
}

/** Hears when the ages change. @returns ends it */
export function onAges(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
