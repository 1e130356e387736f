import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../cli/src/testing/run-command.ts";
import { readCsv } from "../csv/read-csv.ts";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";

const FILES = 2_500;

let api: TestApi;
let transfer: string;
beforeAll(async () => {
  api = await openTestApi();
  transfer = await seedLargeTransfer(api.ledger, { files: FILES, name: "many files" });
});
afterAll(() => api.close());

const files = (...more: string[]) => runCommand(api.url, ["transfers", "files", transfer, ...more], api.keys.viewer);

test("whatever a program reads files by, it gets all of them, in order", async () => {
  const all = Array.from({ length: FILES }, (_, n) => n + 1);
  const csv = await files("-o", "csv");
  expect({ code: csv.code, stderr: csv.stderr }).toEqual({ code: 0, stderr: "" });
  const [head, ...lines] = readCsv(csv.stdout);
  expect(head?.slice(0, 3)).toEqual(["number", "key", "destinationKey"]);
  expect(lines.map(([number]) => Number(number))).toEqual(all);

  const json = await files("-o", "json");
  expect(JSON.parse(json.stdout).map((file: { number: number }) => file.number)).toEqual(all);
  const ndjson = await files("-o", "ndjson");
  const items = ndjson.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(items.map(({ number }) => number)).toEqual(all);
  expect(items).toEqual(JSON.parse(json.stdout));
});

test("a table says where it stops, and whoever asks for so many gets so many", async () => {
  const table = await files();
  expect(table.stderr).toBe("Only the first 1000 are shown; ask for more with --limit.\n");
  for (const [output, count] of [
    ["csv", 4],
    ["ndjson", 3],
  ] as const) {
    const { stdout, stderr } = await files("-o", output, "--limit", "3");
    expect(stderr).toBe("Only the first 3 are shown; ask for more with --limit.\n");
    // The third key has a tab, no line break.
    expect(stdout.trimEnd().split("\n"), output).toHaveLength(count);
  }
  expect(JSON.parse((await files("-o", "json", "--limit", "3")).stdout)).toHaveLength(3);
  const none = await files("-o", "json", "--search", "nothing is named so");
  expect(none).toMatchObject({ code: 0, stdout: "[]\n", stderr: "No such files.\n" });
  expect((await files("-o", "csv", "--state", "dead_lettered", "--search", "_R1_")).stderr).toBe("");
});

test("what the API refuses is told as always", async () => {
  const { code, stdout, stderr } = await runCommand(
    api.url,
    ["transfers", "files", "tr_none", "-o", "csv"],
    api.keys.viewer,
  );
  expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
  expect(stderr).toContain("There is no such transfer.");
  const wrong = await files("-o", "json", "--state", "done");
  expect({ code: wrong.code, told: wrong.stderr }).toEqual({ code: 1, told: expect.stringContaining("--state") });
});

test("a download that breaks off ends in an error, whatever was printed before", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/csv" });
    response.write("number,key\r\n1,a\r\n", () => response.socket?.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const output of ["csv", "json", "ndjson"]) {
    const argv = ["transfers", "files", transfer, "-o", output];
    const { code, stderr } = await runCommand(`http://127.0.0.1:${port}`, argv);
    expect(code, output).toBe(1);
    expect(stderr).toMatch(/^The download broke off \(.+\): what was printed is not all\.\n {2}remedy: /);
  }
  server.close();
});
