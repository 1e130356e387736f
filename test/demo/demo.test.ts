import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { startDemo } from "./play-demo.ts";
import { destination, openWorld } from "./world.ts";

const threeMinutesMs = 180_000;

test("the demo tells its four scenes, every claim holds, and it exits 0", { timeout: threeMinutesMs }, async () => {
  const demo = await startDemo(["--exit"]);
  const code = await demo.ended();
  expect(demo.lines.join("\n")).not.toContain("DOES NOT HOLD");
  expect(code).toBe(0);
  const scenes = demo.lines.flatMap((line) => /^(announce|copy|trouble|remedied)\b/.exec(line)?.[1] ?? []);
  expect(scenes).toEqual(["announce", "copy", "trouble", "remedied"]);
});

test("a claim that does not hold is exit 1 with its name", { timeout: threeMinutesMs }, async () => {
  const demo = await startDemo(["--exit"]);
  const [, transferId = ""] = await demo.line(/accepted as (\S+)/);
  const { company } = await openWorld(await demo.home(), transferId);
  await company.send(new CreateMultipartUploadCommand({ Bucket: destination, Key: "somebody-elses" }));
  expect(await demo.ended()).toBe(1);
  expect(demo.lines.filter((line) => line.includes("DOES NOT HOLD"))).toEqual([
    "  DOES NOT HOLD   no-upload-is-left-open: 1 left, such as somebody-elses",
  ]);
});
