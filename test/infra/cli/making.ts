import { orderOf } from "../checks/order.ts";
import { findReferences } from "../checks/references.ts";
import type { Resource } from "../evaluation.ts";

/**
 * Why AWS may refuse to make one of these: it names what need not stand by then. The engine makes everything at once that its
 * dependencies allow, so of two that do not wait for each other either may come first. `standing`: those of an earlier deploy.
 */
export function missingOf(resources: Resource[]): (one: Resource, standing: { urn: string }[]) => string | null {
  const references = findReferences({ resources });
  const isAfter = orderOf({ resources });
  return (one, standing) => {
    const missing = references.find(
      ({ from, to }) => from === one && !isAfter(one, to) && !standing.some(({ urn }) => urn === to.urn),
    );
    return missing === undefined ? null : `${missing.field} names ${missing.to.urn}, which does not exist`;
  };
}
