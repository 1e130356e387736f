/** Who has to act, in words for people. The vendor by name where it is known. */
export function tellParty(party: string, vendorName: string | null): string {
  switch (party) {
    case "vendor":
      return vendorName ?? "the laboratory";
    case "cloud_team":
      return "our cloud team";
    case "operator":
      return "an operator";
    case "nobody":
      return "nobody";
    default:
      return party.replaceAll("_", " ");
  }
}

/** "the laboratory and our cloud team". Nobody is left out where somebody is named. */
export function tellParties(parties: readonly string[], vendorName: string | null): string {
  const acting = parties.filter((party) => party !== "nobody").map((party) => tellParty(party, vendorName));
  if (acting.length === 0) return "nobody";
  return acting.length === 1 ? `${acting[0]}` : `${acting.slice(0, -1).join(", ")} and ${acting.at(-1)}`;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
