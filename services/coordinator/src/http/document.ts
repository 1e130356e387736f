import { raw } from "hono/html";
import type { ApiDeps } from "./api-deps.ts";
import type { Api } from "./api-env.ts";
import { documentPage } from "./document-page.ts";

/** The OpenAPI 3.1 document and its readable page, both without a key and without a request to anyone else. */
export function addDocument(api: Api, deps: ApiDeps): void {
  api.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    description: "An API key: s3m_<id>_<secret>",
  });
  const { version } = deps.settings;
  api.get("/v1/openapi.json", (c) =>
    c.json(describeApi(api, version), 200, { "Cache-Control": "public, max-age=300" }),
  );
  api.get("/docs", (c) =>
    c.html(raw(documentPage(describeApi(api, version))), 200, {
      "Cache-Control": "public, max-age=300",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    }),
  );
}

/** The OpenAPI 3.1 document of the routes that were added to `api`. */
export function describeApi(api: Api, version: string) {
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "S3Mirror",
      version,
      description:
        "Moves sequencing batches between S3 buckets. Within /v1 fields, values and event types are added, never changed or removed: ignore what you do not know. Times are RFC 3339 in UTC, sizes whole bytes.",
    },
  });
}
