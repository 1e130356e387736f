import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { answeringServer } from "./testing/answering-server.ts";
import { runCommand } from "./testing/run-command.ts";
import { transferAnswer } from "./testing/transfer-answer.ts";

const nowhere = "http://127.0.0.1:1";

test.each<[string, string[], string]>([
  [
    "an argument that is missing",
    ["transfers", "create"],
    "Usage: s3mirror transfers create [options] <source> [destination]",
  ],
  [
    "a word that is not known",
    ["transfers", "lst"],
    "(Did you mean list?)\nUsage: s3mirror transfers [options] [command]",
  ],
  ["help for what there is not", ["help", "transfers", "lst"], "unknown command 'lst'\nUsage: s3mirror transfers"],
  [
    "a list of keys without a key",
    ["transfers", "create", "s3://lab/", "--keys-from", "/dev/null"],
    "/dev/null names no key",
  ],
  ["an id that is empty", ["transfers", "show", ""], "error: <id>: It is empty.\n"],
  ["a duration without its unit", ["transfers", "watch", "tr_1", "--timeout", "5"], "with its unit: 90s, 10m or 2h"],
  [
    "a wish for break-glass alone",
    ["admin", "link", "--email", "a@b.org", "--ledger-secret", "x"],
    "leave --ledger-secret out",
  ],
  ["waiving nothing", ["transfers", "waive", "tr_1", "--reason", "x"], "s3mirror transfers causes tr_1"],
])("%s is exit 2 and says how it is written", async (_, argv, told) => {
  const { code, stdout, stderr } = await runCommand(nowhere, argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(told);
});

test.each([
  ["a host without http", "localhost:4000", "s3m_x", "S3MIRROR_API_URL is not an address"],
  ["no address at all", "here", "s3m_x", "S3MIRROR_API_URL is not an address"],
  ["a key with a line break", nowhere, "s3m_\nx", "S3MIRROR_API_KEY holds a blank, a line break"],
])("%s is exit 2 and names the variable", async (_, url, key, told) => {
  const { code, stderr } = await runCommand(url, ["transfers", "list"], key);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(told) });
});

test("what answers without being S3Mirror's API is an error, not something that is not there", async () => {
  const answers = [
    { status: 404, type: "application/problem+json", body: '{"code":"route_not_found","errors":[{"pointer":""}]}' },
    { status: 200, type: "text/html", body: "<html>" },
    { status: 500, type: "application/json", body: "null" },
  ];
  const told: string[] = [];
  const server = createServer((_, response) => {
    const { status, type, body } = answers[told.length] ?? { status: 500, type: "text/plain", body: "" };
    response.writeHead(status, { "content-type": type, connection: "close" }).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  for (const _ of answers) {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stdout, stderr } = await runCommand(url, ["transfers", "show", "tr_1"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    told.push(stderr);
  }
  server.close();
  expect(told[0]).toContain("Correct S3MIRROR_API_URL");
  expect(told[1]).toContain("S3MIRROR_API_URL names");
  expect(told[2]).toContain("The API answered 500");
});

test.each([
  [["--version"], /^\d+\.\d+\.\d+\n$/],
  [["help"], /^Usage: s3mirror \[options\] \[command\]\n/],
  [["help", "transfers", "create"], /^Usage: s3mirror transfers create \[options\] <source> \[destination\]\n/],
  [["transfers", "create", "--help"], /Exit codes: 0 done/],
])("%s is told on stdout, exit 0, in lines that a terminal of 80 columns takes", async (argv, told) => {
  const { code, stdout, stderr } = await runCommand(nowhere, argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(told);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test.each([
  ["stdout", ["transfers", "list", "--limit", "1000000000", "-o", "ndjson"]],
  ["stderr", ["transfers", "watch", "tr_1"]],
] as const)("who reads %s may go away: the command ends, and that is no error", async (stream, argv) => {
  const server = await answeringServer((_, number) => {
    const transfer = transferAnswer({ state: "running", bytes: { total: null, copied: number } });
    return { body: argv[1] === "watch" ? transfer : { items: Array(500).fill(transfer), nextCursor: `${number}` } };
  });
  const bin = fileURLToPath(new URL("../bin/s3mirror.mjs", import.meta.url));
  const env = { PATH: process.env.PATH, S3MIRROR_API_URL: server.url, S3MIRROR_API_KEY: "s3m_test" };
  const child = spawn(process.execPath, [bin, ...argv], { env, stdio: ["ignore", "pipe", "pipe"] });
  const told: Record<string, string> = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].on("data", (text) => (told[name] += text));
  child[stream].once("data", () => child[stream].destroy());
  const [code] = await once(child, "exit");
  await server.close();
  expect({ code, ...told }).toMatchObject({ code: 0, [stream === "stdout" ? "stderr" : "stdout"]: "" });
  expect(told[stream]).not.toBe("");
});
