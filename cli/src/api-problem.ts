import type { Problem } from "./api-types.ts";

/** Where a field of the API stands on the command line; what is not named here is called as the API calls it. */
const places: [RegExp, string][] = [
  [/^param\./, ""],
  [/^header\.authorization$/, "S3MIRROR_API_KEY"],
  [/^header\.idempotency-key$/, "--idempotency-key"],
  [/^query\.q$/, "--search"],
  [/^query\.(\w+)(\.\d+)?$/, "--$1"],
  [/^link$/, "--link"],
  [/^causeId$/, "--cause"],
  [/^failureKind$/, "--kind"],
  [/^fileNumbers(\.\d+)?$/, "--file"],
  [/^options\.overwrite$/, "--overwrite"],
  [/^(source|destination)\.prefix$/, "<$1>"],
  [/^redelivery$/, "<policy>"],
  [/^labels\.(.+)$/, "--label $1"],
  [/^scopes(\.\d+)?$/, "--scope"],
  [/^expiresAt$/, "--days"],
  [/^overlapHours$/, "--overlap-hours"],
  [/^(reason|reference|route|vendor|person|email|role)$/, "--$1"],
];

/** What a person at a terminal does where the API's own remedy is one for programs. */
const remedies: Record<string, string> = {
  api_key_missing: "Put your key into S3MIRROR_API_KEY.",
  api_key_invalid:
    "Put a key that is accepted into S3MIRROR_API_KEY; an administrator makes keys. For a local stack leave it unset.",
  route_not_found: "Correct S3MIRROR_API_URL: it is the address before /v1. s3mirror doctor says what answers there.",
  transfer_not_found: "Check the id; s3mirror transfers list shows those this key may see.",
  vendor_not_found: "Check the id; s3mirror vendors list shows those this key may see.",
  vendor_unknown: "s3mirror vendors list shows them; s3mirror vendors create NAME makes another.",
  vendor_exists: "Use that one (s3mirror vendors list), or give a name that tells them apart.",
  route_missing: "Check the id; s3mirror routes list shows those this key may see.",
  route_unknown: "s3mirror routes list shows them; or leave --route out.",
  route_exists: "Use that one (s3mirror routes list); s3mirror routes enable ID switches it on.",
  route_overlaps:
    "Choose folders that lie beside each other, or switch that route off (s3mirror routes disable ID); an administrator who wants both adds --allow-overlap.",
  prefix_not_folder:
    'End it with "/" for the folder; where the text itself is meant, add --literal-source or --literal-destination.',
  prefix_suspicious: "Correct it; where it is meant as it stands, add --literal-source or --literal-destination.",
  key_suspicious: "Correct it; where it is meant as it stands, add --literal-source.",
  option_not_yours: "Leave it out: the route says what a new delivery replaces.",
  key_not_found: "Check the id, the middle part of the key; s3mirror keys list shows them.",
  key_rotated: "Revoke the one that nobody uses (s3mirror keys revoke ID), then rotate again.",
  key_over: "Make a new one: s3mirror keys create NAME",
  key_owner: "Give --vendor with vendor_viewer or vendor_admin; leave it out with every other role.",
  key_expiry: "Give --days 1 to 366, or leave it out.",
  person_unknown: "Let the person in first: s3mirror admin link --email ADDRESS",
  cause_unknown: "s3mirror transfers causes ID lists them.",
  destination_required: "Say where to: s3mirror transfers create SOURCE s3://bucket/folder/",
  destination_not_yours: "Leave the destination out: s3mirror transfers create SOURCE",
  idempotency_key_reused: "Use another --idempotency-key for another request; the same one only for the very same.",
  if_match_differs: "Somebody else changed it: look at it, and if you still want it, give the same command again.",
  ledger_unavailable: "Give the same command again in a minute. s3mirror doctor says what is wrong.",
};

/** A problem (RFC 9457) for a person: one line of what, then field, message and remedy of every error in it. */
export function describeProblem(status: number, problem: Problem): string {
  const title = problem.title ?? `The API answered ${status}`;
  const lines = [problem.code === undefined ? title : `${title} (${problem.code})`];
  const errors = problem.errors ?? [];
  if (problem.detail && problem.detail !== problem.title && errors.length === 0) lines.push(`  ${problem.detail}`);
  for (const error of errors) {
    const field = (error.pointer ?? "").replace(/^[#/]+/, "").replaceAll("/", ".");
    const message = error.detail ?? error.message ?? "is not right";
    lines.push(`  ${placeOf(field)}: ${withoutField(field, message)}`);
    const remedy = remedies[problem.code ?? ""] ?? error.remedy;
    if (remedy) lines.push(`    remedy: ${remedy}`);
  }
  if (problem.remedy) lines.push(`  remedy: ${problem.remedy}`);
  return lines.join("\n");
}

function placeOf(field: string): string {
  const found = places.find(([shape]) => shape.test(field));
  return found === undefined ? field || "request" : field.replace(found[0], found[1]);
}

/** A message may begin with its field, as the API knows it. */
function withoutField(field: string, message: string): string {
  const at = message.indexOf(": ");
  return at > 0 && (field === message.slice(0, at) || field.endsWith(`.${message.slice(0, at)}`))
    ? message.slice(at + 2)
    : message;
}
