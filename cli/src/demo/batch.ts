import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Readable } from "node:stream";
import { Exit, exitCode } from "../exit-code.ts";
import { makeFastqGz } from "./fastq.ts";

/** Where the demo's batch stands, and where it goes. */
export const batchPlace = {
  vendorBucket: "northlab-deliveries",
  companyBucket: "genomics-landing",
  prefix: "run-2026-11-A/",
  destinationPrefix: "incoming/run-2026-11-A/",
  /** The folder that the laboratory's policy does not yet cover. */
  lateFolder: "run-2026-11-A/late/",
} as const;

/** One object as the laboratory delivers it. Virtual objects have deterministic bytes that take no room on disk. */
export type BatchObject = {
  key: string;
  sizeBytes: number;
  contentType: string;
  metadata: Record<string, string>;
  tags: Record<string, string>;
  content: { type: "virtual"; seed: number } | { type: "real"; open: () => Buffer | Readable };
};

const GB = 1_000_000_000;
const samples = 12;
const alignmentsGB = [100, 80, 64, 48, 36, 24, 16, 10];

/** 24 paired FASTQ.gz of different sizes (or the files of `from`), 8 alignments of 10-100 GB, 3 late files. */
export async function describeBatch(from: string | undefined): Promise<BatchObject[]> {
  return [
    ...(from === undefined ? pairedReads() : await ownFiles(from)),
    ...alignmentsGB.map((size, index) => alignment(index + 1, size * GB)),
    ...["R1", "R2", "I1"].map((read) => reads("late/", samples + 1, read, 1_500_000)),
  ];
}

/** The alignment that the laboratory overwrites while it is copied, as it is afterwards. */
export function overwritten(object: BatchObject): BatchObject {
  return { ...object, sizeBytes: object.sizeBytes + 1_000_000_000, content: { type: "virtual", seed: 999_983 } };
}

function pairedReads(): BatchObject[] {
  return Array.from({ length: samples }, (_, index) =>
    ["R1", "R2"].map((read) => reads("fastq/", index + 1, read, 800_000 * (1 + ((index * 5) % samples)))),
  ).flat();
}

function reads(folder: string, number: number, read: string, sizeBytes: number): BatchObject {
  const sample = sampleName(number);
  const name = `${sample}_S${number}_L001_${read}_001.fastq.gz`;
  const bytes = makeFastqGz(name, sizeBytes);
  return {
    key: `${batchPlace.prefix}${folder}${name}`,
    sizeBytes: bytes.length,
    contentType: "application/gzip",
    metadata: { "run-id": "A00123-0007", sample },
    tags: { project: "plate 7", sample, read },
    content: { type: "real", open: () => bytes },
  };
}

function alignment(number: number, sizeBytes: number): BatchObject {
  const sample = sampleName(number);
  return {
    key: `${batchPlace.prefix}bam/${sample}.bam`,
    sizeBytes,
    contentType: "application/vnd.bam",
    metadata: { "run-id": "A00123-0007", sample, reference: "GRCh38" },
    tags: { project: "plate 7", sample },
    content: { type: "virtual", seed: 1_000 + number },
  };
}

function sampleName(number: number): string {
  return `S${String(number).padStart(3, "0")}`;
}

// PutObject takes at most 5 GB in one request (S3, "Uploading objects").
const mostBytes = 5_000_000_000;

async function ownFiles(folder: string): Promise<BatchObject[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw new Exit(exitCode.usage, `--from: the folder ${folder} cannot be read (${error.message.split(",")[0]}).`);
  });
  const files: BatchObject[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { size } = await stat(path);
    if (size > mostBytes)
      throw new Exit(exitCode.usage, `--from: ${path} is larger than 5 GB, more than the demo takes.`);
    files.push({
      key: `${batchPlace.prefix}files/${relative(folder, path).split(sep).join("/")}`,
      sizeBytes: size,
      contentType: "application/octet-stream",
      metadata: { origin: "your own folder" },
      tags: { project: "your own" },
      content: { type: "real", open: () => createReadStream(path) },
    });
  }
  if (files.length === 0) throw new Exit(exitCode.usage, `--from: there is no file in ${folder}.`);
  return files;
}
