import { orderOf } from "../checks/order.ts";
import { findReferences } from "../checks/references.ts";
import type { Resource } from "../evaluation.ts";

/**
 * The worst order that a program's dependencies allow: of all that may be made, what was registered last. The engine makes
 * everything at once that it may; what only happens to come out right comes out wrong here.
 */
export function inWorstOrder(resources: Resource[]): Resource[] {
  const isAfter = orderOf({ resources });
  const waiting = [...resources];
  const ordered: Resource[] = [];
  while (waiting.length > 0) {
    const next = waiting.findLast((one) => !waiting.some((other) => other !== one && isAfter(one, other)));
    if (next === undefined) throw new Error("resources that wait for each other");
    waiting.splice(waiting.indexOf(next), 1);
    ordered.push(next);
  }
  return ordered;
}

/** Why AWS would not make one of these now: it names what is not there yet. Null where all that it names stands. */
export function missingOf(resources: Resource[]): (one: Resource, standing: ReadonlySet<string>) => string | null {
  const references = findReferences({ resources });
  return (one, standing) => {
    const missing = references.find(({ from, to }) => from === one && !standing.has(to.urn));
    return missing === undefined ? null : `${missing.field} names ${missing.to.urn}, which does not exist`;
  };
}
