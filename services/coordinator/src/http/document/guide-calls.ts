/** A call as the guide shows it. `$TRANSFER` and `$LAST_EVENT` are shell variables that its reader sets. */
export type GuideCall = { method: "GET" | "POST"; path: string; headers?: Record<string, string>; body?: object };

/** The calls of the guide, in its order. A test sends each of them as a vendor, so that none of them can grow wrong. */
export const guideCalls = {
  routes: { method: "GET", path: "/v1/routes" },
  create: {
    method: "POST",
    path: "/v1/transfers",
    headers: { "Idempotency-Key": "run-7" },
    body: { name: "Run 7", reference: "order 4711", source: { bucket: "lab", prefix: "runs/7/" } },
  },
  look: { method: "GET", path: "/v1/transfers/$TRANSFER" },
  causes: { method: "GET", path: "/v1/transfers/$TRANSFER/causes" },
  failedFiles: { method: "GET", path: "/v1/transfers/$TRANSFER/files?state=dead_lettered&limit=500" },
  tryAgain: {
    method: "POST",
    path: "/v1/transfers/$TRANSFER/redrive",
    headers: { "Idempotency-Key": "run-7-again" },
    body: { reason: "the bucket policy is corrected" },
  },
  catchUp: { method: "GET", path: "/v1/events?after=$LAST_EVENT&limit=500" },
  mistake: { method: "POST", path: "/v1/transfers", body: { source: { bucket: "lab", prefx: "runs/7/" } } },
} as const satisfies Record<string, GuideCall>;

/** What `guideCalls.mistake` is answered, but for `instance`, which is another one each time. */
export const mistakeAnswer = {
  type: "/docs#unknown_field",
  title: "A field is not known",
  status: 422,
  detail: 'There is no field "prefx" in /source.',
  instance: "req_4h7c0000000000000000000000",
  code: "unknown_field",
  errors: [
    {
      pointer: "/source/prefx",
      message: 'There is no field "prefx" in /source.',
      remedy: "Remove it or correct its name. The fields here are: bucket, prefix, keys, literal.",
    },
  ],
};

/** The call as a line for a shell that knows S3MIRROR_API_URL and S3MIRROR_API_KEY. */
export function toCurl({ method, path, headers = {}, body }: GuideCall): string {
  const all = { ...headers, ...(body && { "Content-Type": "application/json" }) };
  return [
    `curl -sS ${method === "GET" ? "" : `-X ${method} `}"$S3MIRROR_API_URL${path}"`,
    `-H "Authorization: Bearer $S3MIRROR_API_KEY"`,
    ...Object.entries(all).map(([name, value]) => `-H "${name}: ${value}"`),
    ...(body ? [`-d '${JSON.stringify(body)}'`] : []),
  ].join(" \\\n  ");
}
