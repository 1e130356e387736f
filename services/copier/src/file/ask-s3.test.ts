import type { Failure } from "@s3mirror/core/failure-kind";
import pino from "pino";
import { expect, test } from "vitest";
import { makeManualClock } from "../testing/manual-clock.ts";
import { startPatience } from "./ask-s3.ts";
import { noProgress } from "./file-in-work.ts";
import { StopWork } from "./stop-work.ts";

const trouble: Failure = {
  kind: "transient",
  code: "InternalError",
  requestId: null,
  action: null,
  side: "destination",
  message: "",
};
const MINUTE_MS = 60_000;

function impatient() {
  const clock = makeManualClock();
  const file = {
    progress: { ...noProgress },
    finishing: false,
    halt: new AbortController(),
    log: pino({ level: "silent" }),
  };
  const patience = startPatience({ clock, random: () => 0 }, file);
  const meet = async () => {
    const met = patience.wait(trouble).then(
      () => "waited",
      (error: unknown) => error,
    );
    await clock.advance(1);
    return await met;
  };
  return { clock, file, meet };
}

test("trouble that lasts longer than ten minutes hands the file on", async () => {
  const { clock, meet } = impatient();
  expect(await meet()).toBe("waited");
  await clock.advance(9 * MINUTE_MS);
  expect(await meet()).toBe("waited");
  await clock.advance(2 * MINUTE_MS);
  expect(await meet()).toBeInstanceOf(StopWork);
});

test("a large file that moves between two troubles is not handed on, however far apart they are", async () => {
  const { clock, file, meet } = impatient();
  expect(await meet()).toBe("waited");
  file.progress.attemptBytes += 1_000;
  await clock.advance(60 * MINUTE_MS);
  expect(await meet()).toBe("waited");
});
