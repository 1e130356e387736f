import { fileURLToPath } from "node:url";
import { describeApi } from "@s3mirror/coordinator/http/document/document";
import { createApi } from "@s3mirror/coordinator/http/frame/api";
import type { ApiDeps } from "@s3mirror/coordinator/http/frame/api-deps";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import packageJson from "../package.json" with { type: "json" };

const root = new URL("../../../", import.meta.url);

/** The committed document, relative to the root of the checkout. */
export const documentPath = "docs/openapi.json";
export const schemaPath = "web/src/api/schema.ts";

const settings: ApiDeps["settings"] = {
  stage: "documented",
  version: packageJson.version,
  transferPrincipalArn: "arn:aws:iam::111122223333:role/s3mirror-documented-transfer",
  deployedBuckets: null,
  fleet: { min: 0, max: 0 },
  publicUrl: null,
  signIn: { linkSeconds: 1, idleSeconds: 1, sessionSeconds: 1 },
  rateLimit: { perSecond: 1, burst: 1 },
  trustedProxies: [],
  snapshots: { viewSeconds: 0, callerSeconds: 0 },
};

/**
 * The OpenAPI document of the API as it is written now, and the two files that are made from it: the document, and the
 * types of the web's client. Nothing is started or asked: the routes are only added, never called.
 */
export async function generate(): Promise<{ document: unknown; files: { path: string; text: string }[] }> {
  const document: unknown = JSON.parse(
    JSON.stringify(describeApi(createApi({ settings } as ApiDeps), settings.version)),
  );
  const types = astToString(await openapiTS(document as OpenAPI3, { alphabetize: true, emptyObjectsUnknown: true }));
  return {
    document,
    files: [
      { path: fileURLToPath(new URL(documentPath, root)), text: `${JSON.stringify(document, null, 2)}\n` },
      {
        path: fileURLToPath(new URL(schemaPath, root)),
        text: `// Made by \`npm run openapi\` from docs/openapi.json.\n\n${types}`,
      },
    ],
  };
}
