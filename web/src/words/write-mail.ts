const greetings: Record<string, string> = { cloud_team: "Dear cloud team,", operator: "Dear operator," };

/**
 * A mail that asks somebody to act, where the API has none: its subject, an empty line, the text.
 * @param to who must act, as the API names them
 */
export function writeMail(input: {
  to: string;
  vendorName: string | null;
  about: string;
  trouble: string;
  message: string;
  remedy: string;
  /** A policy statement, say, to be pasted as it is. */
  enclosed?: string | null;
  transferId: string;
  /** Where the page shows it; null while that is not known. */
  address: string | null;
}): string {
  const greeting = greetings[input.to] ?? `Dear ${input.vendorName ?? "laboratory"},`;
  return [
    `${input.about}: ${input.trouble}`,
    greeting,
    input.message,
    `What to do: ${input.remedy}`,
    ...(input.enclosed ? [input.enclosed] : []),
    `S3Mirror knows it as ${input.transferId}.${input.address === null ? "" : ` Its page: ${input.address}`}`,
    "Thank you.",
  ].join("\n\n");
}
