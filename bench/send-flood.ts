import { randomBytes } from "node:crypto";
import { Agent, get } from "node:http";

/** Sends requests with keys that nobody made, `atOnce` at a time, until it is told to stop; then it says how many. */
const { url, atOnce, path, addresses } = JSON.parse(process.argv[2] ?? "") as {
  url: string;
  atOnce: number;
  path: string;
  addresses: number;
};
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
let sent = 0;
let isOver = false;
process.once("message", () => {
  isOver = true;
});
const senders = Array.from({ length: atOnce }, async () => {
  while (!isOver) {
    sent += 1;
    if (sent === atOnce * 2) process.send?.("it flows");
    const key = `s3m_guess${sent}_${randomBytes(32).toString("base64url")}`;
    const from = `10.7.${sent % Math.min(100, addresses)}.${Math.floor(sent / 100) % Math.ceil(addresses / 100)}`;
    await ask({ authorization: `Bearer ${key}`, "x-forwarded-for": from });
  }
});
await Promise.all(senders);
agent.destroy();
process.send?.(sent, () => process.exit(0));

function ask(headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { agent, headers }, (answer) => {
      answer.resume().once("end", resolve);
    }).once("error", reject);
  });
}
