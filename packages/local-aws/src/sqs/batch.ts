import { AwsError } from "../wire/aws-error.ts";
import type { SqsDeps } from "./action.ts";
import { batchEntryIdsNotDistinct, emptyBatchRequest, invalidBatchEntryId, tooManyEntries } from "./errors.ts";
import { failEntryAtTimes } from "./faults.ts";

/**
 * A batch as SQS runs it: first what refuses it whole (no entry, more than ten, bad or repeated ids, then `refuse`),
 * then each entry by itself, answered in `Successful` or `Failed` under its Id. A batch with failures is still a 200.
 */
export function runBatch<E extends { Id: string }>(
  deps: SqsDeps,
  entryName: string,
  entries: E[],
  run: (entry: E) => object,
  refuse: () => void = () => {},
): object {
  if (entries.length === 0) throw emptyBatchRequest(entryName);
  if (entries.length > 10) throw tooManyEntries(entries.length);
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) throw invalidBatchEntryId();
    if (ids.has(Id)) throw batchEntryIdsNotDistinct(Id);
    ids.add(Id);
  }
  refuse();
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      failEntryAtTimes(deps.broker.faults);
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: error.senderFault });
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) };
}
