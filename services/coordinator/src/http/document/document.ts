import { raw } from "hono/html";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { documentPage } from "./document-page.ts";

/** The OpenAPI 3.1 document and its readable page, both without a key and without a request to anyone else. */
export function addDocument(api: Api, deps: ApiDeps): void {
  api.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    description:
      "Authorization: Bearer, then an API key (s3m_…, from the people who run the stage) or the token of a signed-in person's session (s3s_…). Never in an address.",
  });
  const { version, rateLimit } = deps.settings;
  api.get("/v1/openapi.json", (c) =>
    c.json(describeApi(api, version), 200, { "Cache-Control": "public, max-age=300" }),
  );
  api.get("/docs", (c) => {
    // Where nobody said the address, it is the one that this reader used.
    const publicUrl = deps.settings.publicUrl ?? new URL(c.req.url).origin;
    return c.html(raw(documentPage(describeApi(api, version), { publicUrl, rateLimit })), 200, {
      "Cache-Control": "public, max-age=300",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
  });
}

/** What routes are about, in the order in which readers need them; the first that fits a path is its tag. */
const tags = [
  { name: "Transfers", paths: /^\/v1\/(transfers|events|summary)/ },
  { name: "Vendors and routes", paths: /^\/v1\/(vendors|routes)/ },
  { name: "People and keys", paths: /^\/v1\/(sessions|sign-in-links|api-keys)/ },
  { name: "Running it", paths: /./ },
];

/** The OpenAPI 3.1 document of the routes that were added to `api`. */
export function describeApi(api: Api, version: string) {
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "S3Mirror",
      version,
      description:
        "Moves sequencing batches between S3 buckets. Every route but those marked otherwise needs a bearer key; errors are problems (RFC 9457) with a stable code and, for each thing that is wrong, its place and remedy; every POST but those that hand out a secret takes an Idempotency-Key. Within /v1 fields, values and event types are added, never changed or removed: ignore what you do not know. Times are RFC 3339 in UTC, sizes whole bytes. The page /docs begins with a guide.",
    },
    tags: tags.map(({ name }) => ({ name })),
  });
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    const tag = tags.find(({ paths }) => paths.test(path));
    for (const operation of Object.values(operations)) if (tag) operation.tags = [tag.name];
  }
  return document;
}
