import createClient from "openapi-fetch";
import { askApi } from "./ask-api.ts";
import type { paths } from "./schema.ts";

/**
 * The API as the page's scripts call it: same origin, the cookie is their key. Answers carry an ETag and `no-cache`, so
 * the browser itself asks with If-None-Match and hands us what it has where nothing changed.
 */
export const browserApi = createClient<paths>({ baseUrl: "", fetch: askApi });

export type Api = typeof browserApi;
