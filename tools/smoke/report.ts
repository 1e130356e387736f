import type { Finding } from "./run-probes.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");

/** The findings as a Markdown table, and what the run left behind. */
export function report(stage: string, { findings, left }: { findings: Finding[]; left: string[] }): string {
  const count = (verdict: string) => findings.filter((one) => one.verdict === verdict).length;
  return [
    `## Smoke run of ${stage}`,
    `${count("held")} held, ${count("did not hold")} did not hold, ${count("not asked")} not asked.`,
    "",
    "| probe | what | result | evidence |",
    "|---|---|---|---|",
    ...findings.map((one) => `| ${one.name} | ${cell(one.claim)} | ${one.verdict} | ${cell(one.evidence)} |`),
    "",
    left.length === 0
      ? "Nothing was left behind."
      : `Left behind, remove by hand:\n${left.map((one) => `- ${one}`).join("\n")}`,
    "",
  ].join("\n");
}
