import { type Claim, claims } from "./claims.ts";
import type { Evidence } from "./evidence.ts";
import type { Doors } from "./story.ts";

/** Checks these claims (all, where none is named) and tells a line of each. @returns whether all of them hold. */
export async function checkClaims(
  doors: Doors,
  evidence: Evidence,
  input: { names: readonly string[]; tell: (line: string) => void },
): Promise<boolean> {
  let held = true;
  for (const claim of claims.filter(({ name }) => input.names.length === 0 || input.names.includes(name))) {
    const broken = await check(claim, doors, evidence);
    input.tell(broken === null ? `  holds           ${claim.name}` : `  DOES NOT HOLD   ${claim.name}: ${broken}`);
    held &&= broken === null;
  }
  return held;
}

async function check(claim: Claim, doors: Doors, evidence: Evidence): Promise<string | null> {
  try {
    return await claim.check(doors, evidence);
  } catch (error) {
    return `could not be checked: ${error instanceof Error ? error.message : String(error)}`;
  }
}
