import { expect, test } from "vitest";
import { guessSampleId, parseSampleName } from "./sample-name.ts";

test("an Illumina name gives sample, lane and read", () => {
  expect(parseSampleName("run/7/NA-12878_rep1_S12_L003_R2_001.fastq.gz")).toEqual({
    sampleId: "NA-12878_rep1",
    sampleNumber: 12,
    lane: 3,
    read: "R2",
  });
  expect(parseSampleName("S1_S1_R1_001.fastq.gz")).toMatchObject({ sampleId: "S1", lane: null });
  expect(parseSampleName("a_S1_L001_I1_001.fastq.ora")).toMatchObject({ sampleId: "a", read: "I1" });
});

test.each([
  "a.bam",
  "a_R1.fastq.gz",
  "_S1_L001_R1_001.fastq.gz",
  "a_S1_L001_R3_001.fastq.gz",
  "a_S1_L001_R1_001.fastq.gz/",
  "",
])("%j follows no Illumina name, so no sample is guessed", (key) => {
  expect(guessSampleId(key)).toBeNull();
});

test("undetermined reads belong to no sample", () => {
  expect(guessSampleId("Undetermined_S0_L001_R1_001.fastq.gz")).toBeNull();
  expect(guessSampleId("x/Sample1_S1_L001_R1_001.fastq.gz")).toBe("Sample1");
});
