/** Every field that an answer to a vendor's caller may hold, wherever it stands. What is not here is not theirs to see. */
const vendorsFields = new Set([
  // lists and problems
  ...[
    "items",
    "nextCursor",
    "asOf",
    "type",
    "title",
    "status",
    "detail",
    "instance",
    "code",
    "errors",
    "pointer",
    "message",
    "remedy",
  ],
  // a transfer, its sums and its samples
  ...[
    "id",
    "name",
    "reference",
    "labels",
    "vendor",
    "route",
    "deliveryId",
    "state",
    "pausedBy",
    "pause",
    "by",
    "who",
    "reason",
    "since",
  ],
  ...[
    "failure",
    "needsAttention",
    "actionBy",
    "files",
    "stalledSince",
    "source",
    "destination",
    "bucket",
    "prefix",
    "options",
  ],
  ...[
    "overwrite",
    "tags",
    "partSizeBytes",
    "keys",
    "literal",
    "counts",
    "total",
    "planned",
    "queued",
    "copying",
    "verifying",
    "copied",
  ],
  ...[
    "skipped",
    "waived",
    "deadLettered",
    "cancelled",
    "verification",
    "verified",
    "pending",
    "sizeOnly",
    "mismatched",
    "samples",
  ],
  ...[
    "ready",
    "guessed",
    "bytes",
    "rateBytesPerSecond",
    "finishesAt",
    "earliest",
    "latest",
    "timeLeft",
    "moving",
    "waitingFor",
    "cost",
  ],
  ...[
    "requestsUsd",
    "computeUsd",
    "createdBy",
    "createdAt",
    "startedAt",
    "finishedAt",
    "inFlight",
    "transfers",
    "filesWaiting",
  ],
  ...[
    "filesWorking",
    "bytesLeft",
    "bytesCopied",
    "fleet",
    "alertRecipients",
    "blocked",
    "copiedFiles",
    "uploads",
    "partsKept",
    "bytesKept",
  ],
  ...[
    "settled",
    "working",
    "readyFiles",
    "blockedBy",
    "filesTotal",
    "isReady",
    "filesDone",
    "doneFiles",
    "expected",
    "ended",
  ],
  // a file, its proof and its history
  ...[
    "number",
    "key",
    "destinationKey",
    "sampleId",
    "sizeBytes",
    "redrives",
    "attempts",
    "attempt",
    "kind",
    "result",
    "method",
  ],
  ...[
    "withdrawnBy",
    "causeId",
    "restarts",
    "technical",
    "etag",
    "versionId",
    "checksum",
    "algorithm",
    "value",
    "requestId",
    "events",
    "at",
  ],
  // what happened; the words of an event's detail
  ...[
    "transferId",
    "transfer",
    "cause",
    "after",
    "was",
    "stopping",
    "stillFailing",
    "outcome",
    "generation",
    "sha256",
    "party",
  ],
  // causes
  ...["mailText", "mailTo", "policyStatement", "policy", "statements", "firstSeenAt", "lastProbeAt"],
  // points of the chart
  ...["bytesPerSecond", "filesPerSecond", "bytesMoved", "filesDone", "retries", "needAttention"],
  // routes, vendors, what is under a prefix
  ...[
    "accountId",
    "enabled",
    "redelivery",
    "overlaps",
    "isDeployed",
    "revision",
    "lastChange",
    "contact",
    "email",
    "phone",
    "isComplete",
  ],
  ...[
    "nextNumber",
    "lastNumber",
    "nextAfter",
    "redriven",
    "stage",
    "version",
    "user",
    "role",
    "expiresAt",
    "changedAt",
  ],
]);

type Ours = { names: readonly string[]; accountId: string };

/**
 * What of an answer to a vendor's caller is not a vendor's to see: fields that are not on the list, names of our people and
 * systems, our account and sessions in its roles. The principal that a vendor must let in stands where the vendor has to act.
 */
export function findWhatIsOurs(path: string, body: unknown, ours: Ours): string[] {
  const found: string[] = [];
  // What a vendor must set names our principal: it could not let us in otherwise.
  const isPolicy = /\/vendors\/[^/]+\/policy/.test(path);
  const walk = (value: unknown, at: string, isTheirs: boolean): void => {
    if (typeof value === "string") {
      for (const name of ours.names) if (value.includes(name)) found.push(`${at}: "${name}"`);
      if (value.includes(":assumed-role/")) found.push(`${at}: a session of our role`);
      if (!isTheirs && value.includes(ours.accountId)) found.push(`${at}: our account in "${value}"`);
      return;
    }
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${at}/${index}`, isTheirs);
      return;
    }
    if (value === null || typeof value !== "object") return;
    const waitsForThem = isTheirs || ("actionBy" in value && value.actionBy === "vendor");
    const isMap = /\/(?:labels|Condition|policyStatement|policy|statements|options|checksum)(?:\/|$)/.test(at);
    for (const [name, inner] of Object.entries(value)) {
      if (!isMap && !isPolicy && !vendorsFields.has(name)) found.push(`${at}/${name}: a field that is not on the list`);
      walk(inner, `${at}/${name}`, waitsForThem);
    }
  };
  walk(body, "", isPolicy);
  return found;
}
