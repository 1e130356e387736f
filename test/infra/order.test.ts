import { beforeAll, describe, expect, test } from "vitest";
import { order, orderOf } from "./checks/order.ts";
import { findReferences } from "./checks/references.ts";
import { type Evaluation, evaluate, evaluating, type Resource } from "./evaluation.ts";
import { unnamedOrder } from "./unnamed-order.ts";

describe("what names another resource is made after it", () => {
  let evaluations: Evaluation[];
  beforeAll(async () => {
    evaluations = await Promise.all(["production", "dev"].map((stage) => evaluate({ stage })));
  }, evaluating);

  test("each dependency, cut singly, is missed by the check where a name tells of it", () => {
    let cuts = 0;
    for (const evaluation of evaluations) {
      const references = findReferences(evaluation);
      for (const [one, needed] of dependencies(evaluation)) {
        const less = without(evaluation, one, needed);
        const to = evaluation.resources.find(({ urn }) => urn === needed);
        const named = references.filter((found) => found.from === one && found.to === to);
        const isStillAfter =
          to !== undefined && orderOf(less)(less.resources[evaluation.resources.indexOf(one)] ?? one, to);
        if (named.length === 0 || isStillAfter) continue;
        cuts += 1;
        const missed = named.map(({ field }) => `${one.name} names ${to?.name} (${field}) and may be made before it`);
        expect(order(less)).toEqual(expect.arrayContaining(missed));
      }
    }
    expect(cuts).toBeGreaterThan(100);
  });

  test("which dependencies no name tells of is known, each with its reason", () => {
    const unnamed = evaluations.flatMap((evaluation) => {
      const references = findReferences(evaluation);
      const byUrn = new Map(evaluation.resources.map((one) => [one.urn, one]));
      return dependencies(evaluation)
        .map(([one, needed]) => ({ one, to: byUrn.get(needed) }))
        .filter(({ one, to }) => to?.custom && !references.some((found) => found.from === one && found.to === to))
        .filter(({ one, to }) => !onTheWay(evaluation, one, to as Resource))
        .map(({ one, to }) => `${one.type.replace(/.*:/, "")} after ${to?.type.replace(/.*:/, "")}`);
    });
    expect([...new Set(unnamed)].sort()).toEqual(Object.values(unnamedOrder).flat().sort());
  });
});

function dependencies({ resources }: Evaluation): [one: Resource, needed: string][] {
  return resources
    .filter(({ custom }) => custom)
    .flatMap((one) => [...new Set(one.options.dependsOn)].map((needed) => [one, needed] as [Resource, string]));
}

function without(evaluation: Evaluation, one: Resource, needed: string): Evaluation {
  const dependsOn = one.options.dependsOn.filter((urn) => urn !== needed);
  const less = { ...one, options: { ...one.options, dependsOn } };
  return { ...evaluation, resources: evaluation.resources.map((other) => (other === one ? less : other)) };
}

/** Whether it would be waited for without the dependency. */
function onTheWay(evaluation: Evaluation, one: Resource, to: Resource): boolean {
  const less = without(evaluation, one, to.urn);
  return orderOf(less)(less.resources[evaluation.resources.indexOf(one)] ?? one, to);
}
