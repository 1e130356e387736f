import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openWorld, type World } from "../browser/open-world.ts";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";

const FILES = 1_000_000;
/** A report is some 250 MB: whoever kept a good part of it would show. */
const MOST_GROWTH_MB = 100;

let world: World;
let id: string;
beforeAll(async () => {
  const homeDir = join(inject("runFolder"), "large-report");
  world = await openWorld({ homeDir, services: { coordinators: 1, copier: false, web: false } });
  id = await seedLargeTransfer(world.ledger, { files: FILES, name: "A million reads" });
}, 600_000);
afterAll(() => world?.close(), 60_000);

test("a report of a million files is sent whole and in order, and the coordinator holds next to nothing of it", async () => {
  const { endpoints } = world.stack;
  const coordinator = (await world.stack.processes()).find(({ role }) => role === "coordinator");
  const megabytes = async () => {
    const status = await readFile(`/proc/${coordinator?.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_000;
  };
  const written = async () => {
    const io = await readFile(`/proc/${coordinator?.pid}/io`, "utf8");
    return Number(/wchar: (\d+)/.exec(io)?.[1]);
  };
  const untilItWaits = async () => {
    let [seen, same] = [0, 0];
    await waitUntil("the coordinator waits for its reader", async () => {
      const now = await written();
      same = now - seen < 10_000 ? same + 1 : 0;
      seen = now;
      return same > 20;
    });
  };
  const answer = await fetch(`${endpoints.api}/v1/transfers/${id}/report.csv`, {
    headers: { authorization: `Bearer ${endpoints.adminApiKey}` },
  });
  expect(answer.status).toBe(200);
  const held: number[] = [];
  const decoder = new TextDecoder();
  let [rest, next, lines] = ["", 0, 0];
  for await (const chunk of answer.body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\r\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      if (next > 0) expect(line.startsWith(`${next},`), line).toBe(true);
      next += 1;
    }
    lines += parts.length;
    const passes = (every: number) => Math.floor(lines / every) > Math.floor((lines - parts.length) / every);
    // Now and then nothing is taken until whoever sends has to wait.
    if (passes(200_000)) await untilItWaits();
    if (passes(20_000)) held.push(await megabytes());
  }
  expect({ rest, next }).toEqual({ rest: "", next: FILES + 1 });
  const [, second = 0] = held;
  expect(Math.max(...held) - second, held.map(Math.round).join(" ")).toBeLessThan(MOST_GROWTH_MB);
}, 600_000);
