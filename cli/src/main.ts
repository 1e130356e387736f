import { buffer } from "node:stream/consumers";
import { run } from "./run.ts";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
// The reader of a pipe may go away (`| head`): what runs is ended as by Ctrl-C, and that is no error of ours.
let isRead = true;
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", () => {
    isRead = false;
    interrupted.abort();
  });
}

const code = await run(
  {
    environment: process.env,
    signal: interrupted.signal,
    print: (text) => process.stdout.write(text),
    tell: (text) => process.stderr.write(text),
    readInput: () => buffer(process.stdin),
    isTerminal: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    inColour: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
  },
  process.argv.slice(2),
);
process.exitCode = isRead ? code : 0;
