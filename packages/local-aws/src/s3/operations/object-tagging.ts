import { requestedBucket, requestedKey } from "../access.ts";
import { checkTags } from "../belongings.ts";
import { receiveText } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { locate, versionHeader } from "../locate.ts";
import { S3Error } from "../s3-error.ts";
import type { Tag } from "../state.ts";
import { element, parseXml, xmlDocument, xmlList, xmlText } from "../xml.ts";

const mostXmlBytes = 1 << 20;

export function getObjectTagging(call: Call): Answer {
  const { bucket, version } = find(call, "s3:GetObjectTagging");
  let tags = "";
  for (const [key, value] of version.tags ?? []) tags += `<Tag>${element("Key", key)}${element("Value", value)}</Tag>`;
  const body = xmlDocument("Tagging", `<TagSet>${tags}</TagSet>`);
  return { status: 200, headers: versionHeader(bucket, version), body };
}

export async function putObjectTagging(call: Call): Promise<Answer> {
  const tagging = parseXml(await receiveText(call.request, mostXmlBytes), "Tagging");
  const set = tagging.TagSet;
  const tags = xmlList(typeof set === "object" && set !== null && "Tag" in set ? set.Tag : []).map((tag): Tag => {
    const key = xmlText(tag.Key);
    const value = xmlText(tag.Value);
    if (key === undefined || value === undefined) throw new S3Error("MalformedXML");
    return [key, value];
  });
  return setTags(call, "s3:PutObjectTagging", checkTags(tags), 200);
}

export function deleteObjectTagging(call: Call): Answer {
  return setTags(call, "s3:DeleteObjectTagging", [], 204);
}

type Action = Parameters<typeof locate>[2];

function setTags(call: Call, action: Action, tags: Tag[], status: number): Answer {
  const { bucket, key, version } = find(call, action);
  const { versionId } = version;
  call.world.journal.commit({ op: "set-tags", bucket: bucket.name, key, versionId, tags });
  return { status, headers: versionHeader(bucket, version) };
}

function find(call: Call, action: Action) {
  const bucket = requestedBucket(call);
  const key = requestedKey(call);
  const version = locate(call, { bucket, key, versionId: call.request.query.get("versionId") }, action);
  return { bucket, key, version };
}
