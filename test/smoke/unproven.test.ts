import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { mostDollars } from "../../tools/smoke/cost.ts";
import { probes } from "../../tools/smoke/probes/all.ts";
import { limits } from "../../tools/smoke/run-probes.ts";
import { tableOfUnproven, unproven } from "../../tools/smoke/unproven.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = (path: string) => readFile(join(root, path), "utf8");

/** What a page lists below a heading. */
function listed(text: string, heading: string): string[] {
  const section = text.split(/^## /m).find((one) => one.startsWith(heading)) ?? "";
  return [...section.matchAll(/^- (.*)$/gm)].map(([, item = ""]) => item);
}

test("what README and docs call unproven is the list of the smoke run, word for word", async () => {
  const namedIn = (path: string) =>
    unproven.filter((one) => one.namedIn.some((name) => name === path)).map(({ what }) => what);
  expect(listed(await page("README.md"), "What is not yet proven")).toEqual(namedIn("README.md"));
  expect(listed(await page("docs/security.md"), "Unproven without AWS")).toEqual(namedIn("docs/security.md"));
  expect(await page("docs/deploy.md")).toContain(tableOfUnproven());
  expect(namedIn("docs/deploy.md")).toEqual(unproven.map(({ what }) => what));
});

test("nothing else in README and docs is called unproven, so that the list is whole", async () => {
  const pages = [
    "README.md",
    ...(await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
  ];
  const known = /^## (?:What is not yet proven|Unproven )|#unproven-|^- that |^\| not proven yet/;
  const elsewhere: string[] = [];
  for (const path of pages) {
    for (const line of (await page(path)).split("\n"))
      if (/\bunproven\b|not proven yet|not yet proven/i.test(line) && !known.test(line))
        elsewhere.push(`${path}: ${line}`);
  }
  expect(elsewhere).toEqual([]);
});

test("every probe answers something on the list, and every answer of the list is a probe", () => {
  const asked = unproven.flatMap(({ how }) => (how.by === "probe" ? how.probes : []));
  const mentioned = unproven.flatMap(({ how }) =>
    how.by === "hand" && how.steps.startsWith("the probe alerts") ? ["alerts"] : [],
  );
  expect([...new Set([...asked, ...mentioned])].sort()).toEqual(probes.map(({ name }) => name).sort());
});

test("steps by hand name commands", () => {
  for (const { what, how } of unproven)
    if (how.by === "hand") expect(how.steps, what).toMatch(/`(?:aws|npx|npm) |the commands of \[/);
});

test("the most that a run can cost is under the dollar, and is more than nothing", () => {
  const most = mostDollars(probes, { parts: 10_000 }, limits);
  expect(most).toBeLessThan(limits.dollars);
  // The ledger for half an hour and 20,000 parts alone.
  expect(most).toBeGreaterThan(0.2);
  expect(mostDollars(probes, { parts: 60 }, limits)).toBeLessThan(most - 0.09);
});
