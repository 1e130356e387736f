import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { makeFastqGz } from "./fastq.ts";

test("a made FASTQ.gz unpacks to whole reads of four lines, with as many qualities as bases", () => {
  const lines = gunzipSync(makeFastqGz("S001_S1_L001_R1_001.fastq.gz", 1_000_000)).toString("latin1").split("\n");
  expect(lines.pop()).toBe("");
  expect(lines.length % 4).toBe(0);
  for (let at = 0; at < lines.length; at += 4) {
    const [name = "", bases = "", plus, qualities = ""] = lines.slice(at, at + 4);
    if (!/^@/.test(name) || !/^[ACGT]{150}$/.test(bases) || plus !== "+" || !/^[F:]{150}$/.test(qualities)) {
      throw new Error(`read ${at / 4} is not one: ${name} ${bases} ${plus} ${qualities}`);
    }
  }
});

test("the same name and size give the same bytes, another name others", () => {
  const one = makeFastqGz("a.fastq.gz", 500_000);
  expect(makeFastqGz("a.fastq.gz", 500_000).equals(one)).toBe(true);
  expect(makeFastqGz("b.fastq.gz", 500_000).equals(one)).toBe(false);
  expect(one.length).toBeGreaterThanOrEqual(500_000);
});
