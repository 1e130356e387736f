import { noteEvent } from "@s3mirror/core/store/files/uploads";
import { askLedger } from "../file/ask-ledger.ts";
import { askS3, tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork, holdOf, sourceOf } from "../file/file-in-work.ts";
import { StopWork } from "../file/stop-work.ts";
import type { Tag } from "../s3/s3-transport.ts";

/** The `Tagging` header holds at most 2 KB; more is put after the object is made. */
const HEADER_BYTES = 2_048;

/**
 * The source's tags, to be carried by hand. Where they may not be read the policy decides: `required` fails, with
 * `best_effort` the file goes without and the ledger says so.
 */
export async function readTags(deps: CopyDeps, file: FileInWork): Promise<Tag[]> {
  if (file.work.tags === "skip") return [];
  const object = sourceOf(file.work);
  const answer = await tryS3(deps, file, { operation: "GetObjectTagging", side: "source" }, () =>
    deps.s3.getTags({ object }),
  );
  if (answer.type === "ok") return answer.value;
  if (file.work.tags === "required" || answer.failure.kind !== "source_permission") throw new StopWork(answer);
  await noteTagsLost(deps, file, "source");
  return [];
}

/** The header's text, or null where there are no tags or too many for a header. */
export function toTaggingHeader(tags: Tag[]): string | null {
  const text = tags.map((tag) => `${encodeURIComponent(tag.key)}=${encodeURIComponent(tag.value)}`).join("&");
  return text === "" || text.length > HEADER_BYTES ? null : text;
}

/** Puts tags that did not fit into the header. Safe to repeat. */
export async function putLargeTags(deps: CopyDeps, file: FileInWork, tags: Tag[]): Promise<void> {
  if (tags.length === 0 || toTaggingHeader(tags) !== null) return;
  const object = destinationOf(file.work);
  await askS3(deps, file, { operation: "PutObjectTagging", side: "destination" }, () =>
    deps.s3.putTags({ object, tags }),
  );
}

/** A copy without its tags is never silent. */
export async function noteTagsLost(deps: CopyDeps, file: FileInWork, side: "source" | "destination"): Promise<void> {
  file.log.warn({ side }, "the tags could not be carried");
  await askLedger(deps, file, () =>
    noteEvent(deps.ledger, { hold: holdOf(file), type: "downgrade", detail: { what: "tags", side } }),
  );
}
