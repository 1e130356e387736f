import { afterAll, beforeAll, expect, test } from "vitest";
import { s3mirror, startDemo } from "./play-demo.ts";
import { sabotages } from "./sabotages.ts";
import { openWorld, type World } from "./world.ts";

const threeMinutesMs = 180_000;
let demo: Awaited<ReturnType<typeof startDemo>>;
let home: string;
let world: World;

/** Plays the demo as one who sits before it: the two commands that it prints are typed as they stand. */
beforeAll(async () => {
  demo = await startDemo(["--no-web"]);
  for (const printed of [/npx s3mirror (demo grant .*)/, /npx s3mirror (transfers redrive .*)/]) {
    const [, command = ""] = await demo.line(printed);
    const { code, stderr } = await s3mirror(command.split(" "));
    expect(code, stderr).toBe(0);
  }
  await demo.line(/^all \d+ claims hold/);
  home = await demo.home();
  world = await openWorld(home, (await demo.line(/demo grant (\S+)/))[1] ?? "");
  await world.keepVersions();
}, threeMinutesMs);
afterAll(() => demo.close());

const check = (...claims: string[]) => s3mirror(["demo", "check", ...claims, "--home", home]);

test("there is a way to break every claim that the demo makes", () => {
  const claims = demo.lines.flatMap((line) => /^ {2}holds +(\S+)$/.exec(line)?.[1] ?? []);
  expect(claims.length).toBeGreaterThan(0);
  expect([...new Set(sabotages.map(({ claim }) => claim))].sort()).toEqual(claims.sort());
});

const forGood: string[] = [];
test.each(sabotages)("$claim does not hold when $what: exit 1 with its name", async ({ claim, commit }) => {
  const undo = await commit(world);
  if (undo === null) forGood.push(claim);
  try {
    const { code, stdout } = await check(claim);
    expect(stdout).toContain(`  DOES NOT HOLD   ${claim}: `);
    expect(stdout).not.toContain("could not be checked");
    expect(code).toBe(1);
  } finally {
    await undo?.();
  }
});

test("what was undone holds again, what was done for good does not", async () => {
  const { code, stdout } = await check();
  expect(stdout.split("\n").flatMap((line) => /DOES NOT HOLD +([^:]+)/.exec(line)?.[1] ?? [])).toEqual(forGood);
  expect(code).toBe(1);
});

test("a claim that the demo does not make is a usage error", async () => {
  const { code, stderr } = await check("it-is-free");
  expect(code).toBe(2);
  expect(stderr).toContain("every-real-byte-is-equal");
});
