import type { Evaluation, Resource } from "../evaluation.ts";
import type { Check } from "./find-problems.ts";
import { findReferences } from "./references.ts";

/** What names another resource is made after it: it depends on it, or on something that does. */
export const order: Check = (evaluation) => {
  const isAfter = orderOf(evaluation);
  return findReferences(evaluation)
    .filter(({ from, to }) => !isAfter(from, to))
    .map(({ from, field, to }) => `${from.name} names ${to.name} (${field}) and may be made before it`);
};

/** Whether one resource is made only after another, by all that it depends on and by its parents. */
export function orderOf({ resources }: Pick<Evaluation, "resources">): (later: Resource, earlier: Resource) => boolean {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const known = new Map<string, Set<string>>();
  function before(urn: string): Set<string> {
    const seen = known.get(urn);
    if (seen !== undefined) return seen;
    const found = new Set<string>();
    known.set(urn, found);
    const one = byUrn.get(urn);
    const parent = one !== undefined && byUrn.get(one.parent)?.custom ? [one.parent] : [];
    for (const needed of [...(one?.options.dependsOn ?? []), ...parent]) {
      found.add(needed);
      for (const further of before(needed)) found.add(further);
    }
    return found;
  }
  return (later, earlier) => before(later.urn).has(earlier.urn);
}
