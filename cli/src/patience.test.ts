import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withPatience } from "./patience.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Ends only when it is told to. */
const untilTold = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("patience ends, however often garbage is collected meanwhile", async () => {
  const collecting = setInterval(collectGarbage, 10);
  const waiting = withPatience(100, new AbortController().signal, untilTold);
  await expect(waiting).rejects.toMatchObject({ name: "TimeoutError", message: "no answer within 0.1 s" });
  clearInterval(collecting);
});

test("whoever interrupts ends it at once, before or after it began", async () => {
  const interrupted = new AbortController();
  const waiting = withPatience(60_000, interrupted.signal, untilTold);
  interrupted.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  const late = withPatience(60_000, interrupted.signal, async (signal) => signal.throwIfAborted());
  await expect(late).rejects.toThrow("enough");
});
