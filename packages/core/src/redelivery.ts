/**
 * What a vendor may replace on a route by delivering again: nothing; the keys that a delivery says it replaces; whatever
 * differs.
 */
export const redeliveries = ["never", "replace_announced", "replace"] as const;
export type Redelivery = (typeof redeliveries)[number];

/** What becomes of another object at the destination, in a transfer that a vendor starts. Nothing announces yet. */
export function overwriteOf(redelivery: Redelivery): "never" | "if_different" {
  return redelivery === "replace" ? "if_different" : "never";
}
