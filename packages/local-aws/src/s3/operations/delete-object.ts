import { authorize, requestedBucket, requestedKey } from "../access.ts";
import { receiveText } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { makeVersionId } from "../identity.ts";
import { currentVersion, findVersion } from "../locate.ts";
import { checkWrite } from "../preconditions.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket, ObjectVersion } from "../state.ts";
import { element, parseXml, xmlDocument, xmlList, xmlText } from "../xml.ts";

const mostXmlBytes = 16 << 20;

export function deleteObject(call: Call): Answer {
  const bucket = requestedBucket(call);
  const key = requestedKey(call);
  const versionId = call.request.query.get("versionId");
  authorizeDelete(call, bucket, key, versionId);
  checkWrite(call.request, key, currentVersion(bucket, key));
  const deleted = remove(call, bucket, key, versionId);
  const headers: Record<string, string> = {};
  if (deleted.versionId !== undefined) headers["x-amz-version-id"] = deleted.versionId;
  if (deleted.marker) headers["x-amz-delete-marker"] = "true";
  return { status: 204, headers };
}

/** DeleteObjects: up to 1,000 keys; each is deleted or answered with its own error. */
export async function deleteObjects(call: Call): Promise<Answer> {
  const body = parseXml(await receiveText(call.request, mostXmlBytes), "Delete");
  const bucket = requestedBucket(call);
  const objects = xmlList(body.Object);
  if (objects.length < 1 || objects.length > 1_000) throw new S3Error("MalformedXML");
  const quiet = xmlText(body.Quiet) === "true";
  let inner = "";
  for (const object of objects) {
    const key = xmlText(object.Key);
    if (key === undefined || key === "") throw new S3Error("MalformedXML");
    const versionId = xmlText(object.VersionId);
    const names = element("Key", key) + element("VersionId", versionId);
    try {
      authorizeDelete(call, bucket, key, versionId);
      const deleted = remove(call, bucket, key, versionId);
      const marker = deleted.marker
        ? element("DeleteMarker", true) + element("DeleteMarkerVersionId", deleted.versionId)
        : "";
      if (!quiet) inner += `<Deleted>${names}${marker}</Deleted>`;
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      inner += `<Error>${names}${element("Code", error.code)}${element("Message", error.message)}</Error>`;
    }
  }
  return { status: 200, body: xmlDocument("DeleteResult", inner) };
}

function authorizeDelete(call: Call, bucket: Bucket, key: string, versionId: string | undefined): void {
  authorize(call, versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion", { bucket, key });
}

/** Without a version id a versioned bucket keeps all and puts a delete marker on top; `versionId` is what was touched. */
function remove(call: Call, bucket: Bucket, key: string, versionId: string | undefined) {
  const { journal } = call.world;
  if (versionId !== undefined) {
    const version = findVersion(bucket, key, versionId);
    if (version) journal.commit({ op: "remove-version", bucket: bucket.name, key, versionId: version.versionId });
    return { versionId, marker: version?.deleteMarker === true };
  }
  if (bucket.versioning === null) {
    if (bucket.objects.get(key)) journal.commit({ op: "remove-version", bucket: bucket.name, key, versionId: null });
    return { versionId: undefined, marker: false };
  }
  const marker: ObjectVersion = {
    versionId: makeVersionId(bucket),
    at: Date.now(),
    size: 0,
    etag: "",
    extents: [],
    deleteMarker: true,
  };
  journal.commit({ op: "put-version", bucket: bucket.name, key, version: marker });
  return { versionId: marker.versionId ?? "null", marker: true };
}
