import { batchPlace } from "./batch.ts";
import { addStatement } from "./laboratory.ts";
import { readRemedy } from "./remedied.ts";
import { openDoors } from "./stage.ts";

/** What the laboratory does: takes the statement from the transfer's cause and adds it to its bucket's policy. */
export async function applyStatement(input: { home: string; transferId: string; signal: AbortSignal }): Promise<void> {
  const doors = await openDoors(input.home, input.signal);
  const { statement } = await readRemedy(doors, input.transferId);
  if (statement === null) throw new Error("No open cause asks for a statement.");
  await addStatement(doors.vendor, batchPlace.vendorBucket, statement);
}
