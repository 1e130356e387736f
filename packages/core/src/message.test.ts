import fc from "fast-check";
import { expect, test } from "vitest";
import { failureKinds } from "./failure.ts";
import { makeId } from "./ids.ts";
import {
  type DeadLetterMessage,
  encodeCopyMessage,
  encodeDeadLetterMessage,
  parseCopyMessage,
  parseDeadLetterMessage,
} from "./message.ts";

const transfer = makeId("tr", new Uint8Array(26));
const copyMessage = { v: 1 as const, transfer, file: 7, generation: 1 };
const deadLetter: DeadLetterMessage = {
  ...copyMessage,
  attempt: 2,
  kind: "source_permission",
  code: "AccessDenied",
  requestId: "REQ1",
  action: "s3:GetObject",
  side: "source",
};

test("messages come back as they were sent", () => {
  const counted = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(counted, counted, counted, fc.constantFrom(...failureKinds), (file, generation, attempt, kind) => {
      const work = { ...copyMessage, file, generation };
      expect(parseCopyMessage(encodeCopyMessage(work))).toEqual({ type: "ok", message: work });
      const letter = { ...deadLetter, file, generation, attempt, kind };
      expect(parseDeadLetterMessage(encodeDeadLetterMessage(letter))).toEqual({ type: "ok", message: letter });
    }),
  );
});

test("a newer version is told apart from a broken message, whatever else is in it", () => {
  expect(parseCopyMessage(JSON.stringify({ v: 2, files: [1, 2] }))).toEqual({ type: "newer_version" });
  expect(parseDeadLetterMessage(JSON.stringify({ v: 7 }))).toEqual({ type: "newer_version" });
});

test("fields that a newer release added to this version are ignored", () => {
  const body = JSON.stringify({ ...copyMessage, hint: "new" });
  expect(parseCopyMessage(body)).toEqual({ type: "ok", message: copyMessage });
});

test.each([
  "",
  "not json",
  "null",
  "[]",
  "7",
  '"text"',
  "{}",
  JSON.stringify({ ...copyMessage, v: 0 }),
  JSON.stringify({ ...copyMessage, v: "2" }),
  JSON.stringify({ ...copyMessage, v: 1.5 }),
  JSON.stringify({ ...copyMessage, transfer: "tr_short" }),
  JSON.stringify({ ...copyMessage, transfer: transfer.replace("tr_", "dl_") }),
  JSON.stringify({ ...copyMessage, file: 0 }),
  JSON.stringify({ ...copyMessage, file: "7" }),
  JSON.stringify({ ...copyMessage, file: 2 ** 53 }),
  JSON.stringify({ ...copyMessage, generation: null }),
  '{"v":1,"__proto__":{"file":1}}',
])("%j is malformed and says why", (body) => {
  const parsed = parseCopyMessage(body);
  expect(parsed).toMatchObject({ type: "malformed", problem: expect.stringMatching(/./) });
  expect(parseDeadLetterMessage(body).type).toBe("malformed");
});

test("a problem names its field", () => {
  expect(parseCopyMessage(JSON.stringify({ ...copyMessage, file: 0 }))).toMatchObject({
    problem: expect.stringMatching(/^file: /),
  });
});

test("a server's odd code never makes a body that the queue refuses", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.option(fc.string({ unit: "binary" })), (code, requestId) => {
      const body = encodeDeadLetterMessage({ ...deadLetter, code, requestId });
      expect(body).toMatch(/^[ -~]*$/);
      expect(parseDeadLetterMessage(body).type).toBe("ok");
    }),
  );
});
