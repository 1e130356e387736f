import { appendFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { makeTemporaryFolder } from "../testing/temporary-folder.ts";
import { type Journal, openJournal, type Place } from "./journal.ts";

/** The smallest thing that lives in a journal: named values. `set` and `drop` lines. */
function openValues(dir: string, segmentBytes: number) {
  const values = new Map<string, { value: string; place: Place }>();
  const forget = (journal: Journal, name: string): void => {
    const former = values.get(name);
    if (former) journal.release(former.place);
    values.delete(name);
  };
  const journal = openJournal({
    dir,
    segmentBytes,
    replay: (line, place, replaying) => {
      const [name = "", value] = JSON.parse(line) as string[];
      forget(replaying, name);
      if (value === undefined) return false;
      values.set(name, { value, place });
      return true;
    },
    rewrite: (line, segment, rewriting) => {
      const [name = ""] = JSON.parse(line) as string[];
      const held = values.get(name);
      if (held?.place.segment !== segment) return;
      rewriting.release(held.place);
      held.place = rewriting.keep(JSON.stringify([name, held.value]));
    },
  });
  return {
    shown: () => Object.fromEntries([...values].map(([name, { value }]) => [name, value]).sort()),
    set(name: string, value: string) {
      forget(journal, name);
      values.set(name, { value, place: journal.keep(JSON.stringify([name, value])) });
      journal.flush();
    },
    drop(name: string) {
      forget(journal, name);
      journal.note(JSON.stringify([name]));
      journal.flush();
    },
    close: () => journal.close(),
  };
}

async function testFolder(): Promise<string> {
  const folder = await makeTemporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

async function sizeOf(dir: string): Promise<number> {
  const sizes = await Promise.all((await readdir(dir)).map(async (name) => (await stat(join(dir, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test("whatever was written and dropped, however often it was opened: what is kept is what comes back", async () => {
  const folder = await testFolder();
  const name = fc.constantFrom("a", "b", "c", "d", "e");
  const step = fc.oneof(
    fc.record({ do: fc.constant("set" as const), name, value: fc.string({ maxLength: 30, unit: "binary" }) }),
    fc.record({ do: fc.constant("drop" as const), name }),
    fc.record({ do: fc.constant("reopen" as const) }),
  );
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
      run += 1;
      const dir = join(folder, `${run}`);
      const model = new Map<string, string>();
      let values = openValues(dir, 64);
      for (const one of steps) {
        if (one.do === "set") {
          values.set(one.name, one.value);
          model.set(one.name, one.value);
        } else if (one.do === "drop") {
          values.drop(one.name);
          model.delete(one.name);
        } else {
          values.close();
          values = openValues(dir, 64);
        }
        expect(values.shown()).toEqual(Object.fromEntries([...model].sort()));
      }
      values.close();
      values = openValues(dir, 64);
      expect(values.shown()).toEqual(Object.fromEntries([...model].sort()));
      values.close();
    }),
    { numRuns: 25 },
  );
});

test("a line that a kill cut off in the middle is as if never written, and the next one is whole", async () => {
  const dir = await testFolder();
  const first = openValues(dir, 1_000);
  first.set("a", "1");
  first.close();
  const [segment = ""] = await readdir(dir);
  await appendFile(join(dir, segment), '["b","hal');
  const second = openValues(dir, 1_000);
  expect(second.shown()).toEqual({ a: "1" });
  second.set("c", "3");
  second.close();
  const third = openValues(dir, 1_000);
  expect(third.shown()).toEqual({ a: "1", c: "3" });
  third.close();
});

test("the disk holds a few times what is kept, however much was written", async () => {
  const dir = await testFolder();
  const values = openValues(dir, 10_000);
  values.set("held from the first", "x".repeat(1_000));
  for (let n = 0; n < 20_000; n += 1) {
    values.set(`v${n}`, "y".repeat(50));
    if (n >= 100) values.drop(`v${n - 100}`);
  }
  expect(Object.keys(values.shown())).toHaveLength(101);
  values.close();
  expect(await sizeOf(dir)).toBeLessThan(100_000);
});
