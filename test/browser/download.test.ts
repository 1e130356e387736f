import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { bePatient } from "./be-patient.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";

bePatient();

const FILES = 200_000;

let world: World;
let id: string;

beforeAll(async () => {
  const homeDir = join(inject("runFolder"), "download");
  world = await openWorld({ homeDir, services: { coordinators: 1, copier: false, web: true } });
  id = await seedLargeTransfer(world.ledger, { files: FILES, name: "Many reads" });
});
afterAll(() => world?.close());

test("a report passes through the page's server as it is taken: whoever reads slowly makes it wait, and nobody holds it", async () => {
  const cookie = await signIn();
  const before = await passedOn();
  const answer = await fetch(`${world.page}/v1/transfers/${id}/report.csv`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename=.*\.csv/);
  const reader = answer.body?.getReader();
  let bytes = (await reader?.read())?.value?.length ?? 0;
  expect(bytes).toBeGreaterThan(0);
  let [seen, same] = [0, 0];
  await waitUntil(
    "the page's server waits for its reader",
    async () => {
      const now = await passedOn();
      same = now - seen < 10_000 ? same + 1 : 0;
      seen = now;
      return same > 20;
    },
    PATIENCE_MS,
  );
  const untaken = seen - before;

  const decoder = new TextDecoder();
  let lines = 0;
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    bytes += part.value.length;
    lines += decoder.decode(part.value, { stream: true }).split("\r\n").length - 1;
  }
  expect(lines).toBeGreaterThan(FILES - 5_000);
  expect(bytes).toBeGreaterThan(30_000_000);
  // What it had passed on, or held, while nobody took anything: little of the whole.
  expect(untaken).toBeLessThan(bytes / 2);
});

/** Bytes that the page's server has written since it began. */
async function passedOn(): Promise<number> {
  const web = (await world.stack.processes()).find(({ role }) => role === "web");
  const io = await readFile(`/proc/${web?.pid}/io`, "utf8");
  return Number(/wchar: (\d+)/.exec(io)?.[1]);
}

async function signIn(): Promise<string> {
  const link = new URL(await world.makeSignInLink("viewer")).hash.slice(1);
  const answer = await fetch(`${world.page}/session`, {
    method: "POST",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ link }),
  });
  expect(answer.status).toBe(201);
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}
