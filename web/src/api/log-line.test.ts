import { expect, test } from "vitest";
import { logLine } from "./log-line.ts";

test("a fault of the page's is one line that names it, its place and digest, and nothing that is nobody's business", () => {
  const error = Object.assign(new Error("two\nlines"), { digest: "123" });
  const where = {
    path: "/transfers/tr_1?q=PATIENT-7",
    method: "GET",
    routePath: "/transfers/[id]",
    routeType: "render",
  };
  const line = logLine(error, where, 1_000);
  expect(line).not.toContain("\n");
  expect(line).not.toContain("PATIENT-7");
  expect(JSON.parse(line)).toMatchObject({
    level: 50,
    time: 1_000,
    service: "web",
    path: "/transfers/tr_1",
    route: "/transfers/[id]",
    digest: "123",
    err: { type: "Error", message: "two\nlines" },
  });
});

test("what is thrown and is no error is told, too", () => {
  expect(JSON.parse(logLine("gone", { path: "/", method: "GET" }, 0)).err).toMatchObject({ message: "gone" });
  expect(JSON.parse(logLine(null, { path: "/", method: "GET" }, 0)).err).toMatchObject({ message: "null" });
});
