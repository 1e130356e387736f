import { tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork } from "../file/file-in-work.ts";
import { headSource } from "../file/source.ts";
import { lookAtDestination } from "../prove/look.ts";
import { verifyCopy } from "../prove/verify.ts";
import { type CopyOutcome, copied, found } from "./outcome.ts";
import { putLargeTags, readTags, toTaggingHeader } from "./tags.ts";

/**
 * Makes an object of 0 bytes where the bucket takes no conditions on CopyObject: no parts are possible, so it is put,
 * with everything that the source's HEAD tells.
 */
export async function copyEmpty(deps: CopyDeps, file: FileInWork, etag: string): Promise<CopyOutcome> {
  const source = await headSource(deps, file, { ifMatch: etag });
  const tags = await readTags(deps, file);
  const facts = { etag: source.etag, versionId: file.work.versionId, sizeBytes: 0 };
  const standing = file.work.intent?.standing ?? null;
  const answer = await tryS3(deps, file, { operation: "PutObject", side: "destination" }, () => {
    file.progress.copyCalls += 1;
    return deps.s3.putEmpty({
      destination: destinationOf(file.work),
      headers: source.headers,
      tagging: toTaggingHeader(tags),
      condition: standing === null ? { type: "absent" } : { type: "is", etag: standing.etag },
    });
  });
  if (answer.type === "ok") {
    file.finishing = true;
    await putLargeTags(deps, file, tags);
    const check = await verifyCopy(deps, file, { source, written: answer.value });
    return check.type === "failed"
      ? check
      : copied(file, facts, { written: answer.value, verified: check.verified, replaced: standing });
  }
  if (!["destination_exists", "unknown_outcome", "transient"].includes(answer.failure.kind)) return answer;
  if (answer.failure.kind !== "destination_exists") file.mayBeMade = true;
  const look = await lookAtDestination(deps, file, { pin: etag, source, mayBeOurs: file.mayBeMade });
  if (look.type === "there") return found(file, facts, look);
  if (look.type === "refused") return { type: "failed", failure: look.failure };
  if (look.standing !== null)
    file.work.intent = {
      uploadId: null,
      expectedEtag: null,
      crc64nvme: null,
      partCount: null,
      standing: look.standing,
    };
  return { type: "failed", failure: { ...answer.failure, kind: "transient" } };
}
