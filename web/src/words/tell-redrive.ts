import { tellCount } from "@s3mirror/core/units";

/** What came of pressing *Try again*: what moves, what Amazon still refuses, and what is still being asked about. */
export function tellRedrive(answer: { redriven: number; stillFailing: number; pending: number }): string {
  const { redriven, stillFailing, pending } = answer;
  if (redriven + stillFailing + pending === 0) return "Nothing was left to try again.";
  const sentences = [
    redriven > 0 && `${tellCount(redriven, "file")} ${isOrAre(redriven)} being copied.`,
    stillFailing > 0 &&
      `${tellCount(stillFailing, "file")} ${isOrAre(stillFailing)} still refused${redriven + pending === 0 ? ": nothing was remedied yet, and nothing changed" : ""}.`,
    pending > 0 &&
      `${tellCount(pending, "file")} ${isOrAre(pending)} still being asked about; what is remedied moves by itself.`,
  ];
  return sentences.filter(Boolean).join(" ");
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}
