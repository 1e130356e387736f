import { execFile, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

const MB = 1_000_000;
const text = `{"keys": "${"a".repeat(20 * MB)}"}`;

let api: TestApi;
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeAll(async () => {
  [api, folder] = await Promise.all([openTestApi(), makeTemporaryFolder()]);
  await writeFile(join(folder.path, "body.json"), text);
});
afterAll(async () => {
  await api.close();
  await folder.remove();
});

const isThere = (program: string) => spawnSync(program, ["--version"]).status === 0;
const run = promisify(execFile);
const none = `s3m_none_${"A".repeat(43)}`;

type Client = (key: string) => Promise<number>;
const headers = (key: string) => ({ authorization: `Bearer ${key}`, "content-type": "application/json" });
const curl =
  (...more: string[]): Client =>
  async (key) => {
    const args = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", `${api.url}/v1/transfers`, ...more];
    const named = Object.entries(headers(key)).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
    return Number((await run("curl", [...args, ...named, "--data-binary", "@body.json"], { cwd: folder.path })).stdout);
  };
const python: Client = async (key) => {
  const program = `
import sys, urllib.request, urllib.error
body = open("body.json", "rb").read()
ask = urllib.request.Request(sys.argv[1], body, {"Authorization": "Bearer " + sys.argv[2], "Content-Type": "application/json"})
try:
    print(urllib.request.urlopen(ask).status)
except urllib.error.HTTPError as refused:
    print(refused.code)
`;
  const args = ["-c", program, `${api.url}/v1/transfers`, key];
  return Number((await run("python3", args, { cwd: folder.path })).stdout);
};
const fetched: Client = async (key) =>
  (await fetch(`${api.url}/v1/transfers`, { method: "POST", headers: headers(key), body: text })).status;
const streamed: Client = (key) =>
  new Promise((resolve, reject) => {
    const sent = request(`${api.url}/v1/transfers`, { method: "POST", headers: headers(key) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on("error", reject);
    Readable.from(Array.from({ length: 20 }, () => "a".repeat(MB))).pipe(sent);
  });
/** Sends everything, a little at a time for two seconds, and only then reads what was answered. */
const slow: Client = (key) =>
  new Promise((resolve, reject) => {
    const { port, hostname } = new URL(api.url);
    const chunk = "a".repeat(300_000);
    const socket = connect(Number(port), hostname);
    let left = 20;
    socket.on("error", reject);
    socket.write(
      `POST /v1/transfers HTTP/1.1\r\nHost: x\r\nContent-Length: ${left * chunk.length}\r\n${Object.entries(
        headers(key),
      )
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("")}\r\n`,
    );
    const sending = setInterval(() => {
      left -= 1;
      socket.write(chunk);
      if (left > 0) return;
      clearInterval(sending);
      socket.on("data", (answer) => {
        socket.destroy();
        resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer.toString())?.[1]));
      });
    }, 100);
  });

it.each<[string, Client, boolean]>([
  ["curl", curl(), isThere("curl")],
  ["curl, of unknown length", curl("-H", "Transfer-Encoding: chunked"), isThere("curl")],
  ["curl, without asking first", curl("-H", "Expect:"), isThere("curl")],
  ["Python's urllib", python, isThere("python3")],
  ["Node's fetch", fetched, true],
  ["Node's http, of unknown length", streamed, true],
  ["a client that reads last, over a slow line", slow, true],
])("%s sees why its body was refused: 413 for its size, 401 for its key", async (_, send, canRun) => {
  expect(typeof send).toBe("function");
  if (!canRun) return;
  expect(await send(api.keys.admin)).toBe(413);
  expect(await send(none)).toBe(401);
});

it("a body that never ends is answered, and its connection closed", async () => {
  const { port, hostname } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.setEncoding("utf8").on("data", (data: string) => {
    answer += data;
  });
  socket.on("error", () => "it is closed while we send");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const lines = Object.entries(headers(api.keys.admin)).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /v1/transfers HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${lines.join("")}\r\n`);
  const chunk = `${MB.toString(16)}\r\n${"a".repeat(MB)}\r\n`;
  const send = () => {
    while (!socket.destroyed && socket.writable && socket.write(chunk));
  };
  socket.on("drain", send);
  send();
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain("body_too_large");
});
