import type { FileRow } from "../api/types.ts";
import { tellProofShortly } from "./file-words.ts";

const methods: Record<string, string> = {
  md5: "Both sides have the same MD5 of all bytes.",
  full_object_checksum: "Amazon S3 computed the same checksum over the whole object on both sides.",
  part_checksums: "Amazon S3 computed the same checksums, part by part, on both sides.",
  etag: "Amazon S3 gives both sides the same ETag, which it makes from the bytes.",
  vendor_md5: "The copy has the MD5 that the vendor announced.",
};

/** How a file is proven to be the same on both sides: a few words, and a sentence for those who ask. */
export function tellProof(file: Pick<FileRow, "state" | "verification">): { short: string; sentence: string } {
  return { short: tellProofShortly(file), sentence: tellSentence(file) };
}

function tellSentence({ state, verification }: Pick<FileRow, "state" | "verification">): string {
  if (verification === null) {
    return state === "skipped" || state === "copied"
      ? "What is at the destination was not compared with the source."
      : "There is no copy to prove yet.";
  }
  switch (verification.result) {
    case "verified":
      return methods[verification.method] ?? `Both sides are equal by ${verification.method}.`;
    case "pending":
      return "The copy is there; its proof is still being made.";
    case "size_only":
      return "Both sides have the same size. Amazon S3 keeps nothing else of this file that could be compared.";
    default:
      return "The copy is not equal to the source.";
  }
}
