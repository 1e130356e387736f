// Made by `npm run openapi` from docs/openapi.json.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers; asks nobody else */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It does */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok";
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger answers too
         * @description Not for a load balancer's check: asking every few seconds keeps Aurora from pausing.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description It does */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok";
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many copiers, what waits, and the brake */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The fleet */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Fleet"];
                    };
                };
                /** @description Nothing changed since the ETag that was sent */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fleet/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The brake: no new part within 10 s, nothing is lost */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The fleet */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Fleet"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fleet/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the brake go */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The fleet */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Fleet"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Transfers, newest first
         * @description `label.NAME=VALUE` keeps those that carry this label.
         */
        get: {
            parameters: {
                query?: {
                    createdAfter?: string;
                    cursor?: string;
                    limit?: number;
                    needsAttention?: "true" | "false";
                    /** @description Part of a name, reference, id, source bucket or prefix */
                    q?: string;
                    /** @description Newest first, the only order there is */
                    sort?: "-createdAt";
                    /** @description One or more of planning, awaiting_approval, running, paused, completed, completed_with_failures, failed, cancelling, cancelled, separated by commas */
                    state?: string;
                    vendor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Transfer"][];
                            /** @description Send it back as `cursor` for the next page */
                            nextCursor: string | null;
                        };
                    };
                };
                /** @description Nothing changed since the ETag that was sent */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Move what stands under a prefix, or the keys you name */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTransfer"];
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Accepted; `Location` names it */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One transfer, as of now */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The transfer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
                /** @description Nothing changed since the ETag that was sent */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it; files already copied stay */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The transfer as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/causes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What fails, who must act, what to do and what to paste */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description One item per failure kind and party, those with the most files first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Cause"][];
                            /** @description Send it back as `cursor` for the next page */
                            nextCursor: string | null;
                        };
                    };
                };
                /** @description Nothing changed since the ETag that was sent */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A transfer's files, by number */
        get: {
            parameters: {
                query?: {
                    cause?: string;
                    cursor?: string;
                    fromNumber?: number;
                    limit?: number;
                    /** @description Part of the key, upper and lower case alike */
                    q?: string;
                    /** @description A sample id; pages may be shorter than `limit` */
                    sample?: string;
                    /** @description One or more of planned, queued, copying, verifying, copied, skipped, dead_lettered, waived, cancelled, separated by commas */
                    state?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["File"][];
                            /** @description Send it back as `cursor` for the next page */
                            nextCursor: string | null;
                        };
                    };
                };
                /** @description Nothing changed since the ETag that was sent */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/files/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file with its technical details */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    number: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileDetails"];
                    };
                };
                /** @description Nothing changed since the ETag that was sent */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop sending new files; what is being copied is finished */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The transfer as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again: probes first, moves only what is remedied
         * @description One of causeId, failureKind and fileNumbers; with none of them every file that failed, and of a cancelled transfer every file that was cancelled. Waived files are tried again only by number.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        causeId?: string;
                        /** @enum {string} */
                        failureKind?: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "crashed" | "unexpected";
                        fileNumbers?: number[];
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description How many move again, and how many a probe still refused */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            redriven: number;
                            stillFailing: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The transfer as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/waive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide, by name and with a reason, to go without files */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        causeId?: string;
                        fileNumbers?: number[];
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description How many were waived */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            waived: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The release and the stage that answer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457) */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description A problem on our side; with 503 `Retry-After` says when to ask again */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The release */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            stage: string;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Cause: {
            /** @enum {string} */
            actionBy: "vendor" | "cloud_team" | "operator" | "nobody";
            bytes: number;
            files: number;
            /** Format: date-time */
            firstSeenAt: string;
            id: string;
            /** @enum {string} */
            kind: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "crashed" | "unexpected";
            /** Format: date-time */
            lastProbeAt: string | null;
            /** @description A mail to the vendor: subject, an empty line, text */
            mailText?: string;
            message: string;
            policyStatement?: components["schemas"]["PolicyStatement"];
            remedy: string;
            /** @description Null above 20 files: not counted */
            samples: number | null;
            /** @enum {string} */
            state: "open" | "remedied" | "waived";
            title: string;
        };
        File: {
            attempts: number;
            bytesCopied: number;
            destinationKey: string;
            failure: {
                /** @enum {string} */
                actionBy: "vendor" | "cloud_team" | "operator" | "nobody";
                /** @enum {string} */
                kind: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "crashed" | "unexpected";
                message: string;
                remedy: string;
            } | null;
            /** Format: date-time */
            finishedAt: string | null;
            key: string;
            number: number;
            redrives: number;
            /** @description Guessed from the name, by Illumina's pattern */
            sampleId: string | null;
            sizeBytes: number | null;
            /** Format: date-time */
            startedAt: string | null;
            /** @enum {string} */
            state: "planned" | "queued" | "copying" | "verifying" | "copied" | "skipped" | "dead_lettered" | "waived" | "cancelled";
            verification: {
                /** @description md5, full_object_checksum, part_checksums, etag, vendor_md5 or size */
                method: string;
                /** @description verified, pending, size_only or mismatched */
                result: string;
            } | null;
        };
        FileDetails: {
            attempts: number;
            bytesCopied: number;
            causeId: string | null;
            destination: {
                checksum: {
                    algorithm: string;
                    value: string;
                } | null;
                etag: string | null;
                versionId: string | null;
            };
            destinationKey: string;
            events: {
                /** Format: date-time */
                at: string;
                attempt: number;
                detail: {
                    [key: string]: unknown;
                };
                redrives: number;
                type: string;
            }[];
            failure: {
                /** @enum {string} */
                actionBy: "vendor" | "cloud_team" | "operator" | "nobody";
                /** @enum {string} */
                kind: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "crashed" | "unexpected";
                message: string;
                remedy: string;
            } | null;
            /** Format: date-time */
            finishedAt: string | null;
            key: string;
            number: number;
            redrives: number;
            /** @description S3's request id of the copy */
            requestId: string | null;
            restarts: number;
            /** @description Guessed from the name, by Illumina's pattern */
            sampleId: string | null;
            sizeBytes: number | null;
            source: {
                checksum: {
                    algorithm: string;
                    value: string;
                } | null;
                etag: string | null;
                versionId: string | null;
            };
            /** Format: date-time */
            startedAt: string | null;
            /** @enum {string} */
            state: "planned" | "queued" | "copying" | "verifying" | "copied" | "skipped" | "dead_lettered" | "waived" | "cancelled";
            /** @description What S3 said, word for word, of the failure */
            technical: {
                action: string | null;
                code: string;
                message: string;
                requestId: string | null;
                side: string;
            } | null;
            verification: {
                /** @description md5, full_object_checksum, part_checksums, etag, vendor_md5 or size */
                method: string;
                /** @description verified, pending, size_only or mismatched */
                result: string;
            } | null;
        };
        Fleet: {
            copiers: {
                alive: boolean;
                facts: {
                    [key: string]: unknown;
                };
                id: string;
                /** Format: date-time */
                startedAt: string;
            }[];
            /** @description Null with running and pending where ECS does not answer */
            desired: number | null;
            max: number;
            min: number;
            openTransfers: number;
            /** Format: date-time */
            pausedAt: string | null;
            pausedBy: string | null;
            pausedReason: string | null;
            pending: number | null;
            running: number | null;
            /** @description Files that wait */
            waiting: number;
            /** @description Files that copiers hold */
            working: number;
        };
        NewTransfer: {
            /** @description May be left out where one route covers the source; a vendor's key may not send it */
            destination?: {
                bucket: string;
                /** @description Put before the source key less source.prefix; none if left out */
                prefix?: string;
            };
            labels?: {
                [key: string]: string;
            };
            name?: string;
            options?: {
                /** @enum {string} */
                overwrite?: "never" | "if_different" | "always";
                partSizeBytes?: number;
                /** @enum {string} */
                tags?: "required" | "best_effort" | "skip";
            };
            /** @description Your own number for it */
            reference?: string;
            /** @description Needed only where more than one route fits */
            route?: string;
            source: {
                bucket: string;
                /** @description Whole keys; with a prefix they must begin with it */
                keys?: string[];
                /** @description Everything under it; "" is the whole bucket */
                prefix?: string;
            };
        };
        /** @description To paste; for kms_permission into the key's policy */
        PolicyStatement: {
            Action: string[];
            Condition?: {
                [key: string]: {
                    [key: string]: string[];
                };
            };
            /** @enum {string} */
            Effect: "Allow";
            Principal: {
                AWS: string;
            };
            Resource: string | string[];
            Sid: string;
        };
        Problem: {
            /** @enum {string} */
            code: "json_malformed" | "body_not_utf8" | "api_key_in_query" | "api_key_missing" | "api_key_invalid" | "role_not_enough" | "route_not_found" | "transfer_not_found" | "file_not_found" | "method_not_allowed" | "transfer_state" | "body_too_large" | "too_many_keys" | "media_type_unsupported" | "unknown_field" | "invalid_request" | "key_too_long" | "key_dot_segment" | "key_not_well_formed" | "key_empty" | "key_duplicate" | "key_outside_prefix" | "bucket_name_invalid" | "source_incomplete" | "source_empty" | "source_permission" | "bucket_not_found" | "bucket_elsewhere" | "route_unknown" | "route_disabled" | "route_ambiguous" | "source_not_allowed" | "destination_not_allowed" | "destination_required" | "destination_not_yours" | "destination_is_source" | "cause_unknown" | "idempotency_key_invalid" | "idempotency_key_reused" | "internal" | "ledger_unavailable";
            detail: string;
            errors: {
                message: string;
                pointer: string;
                remedy: string;
            }[];
            /**
             * @description This request, as our logs name it
             * @example req_0123456789
             */
            instance: string;
            status: number;
            title: string;
            /**
             * @description Where this kind of problem is explained
             * @example /docs#unknown_field
             */
            type: string;
        };
        Transfer: {
            /**
             * Format: date-time
             * @example 2026-11-24T12:00:00.000Z
             */
            asOf: string;
            bytes: {
                copied: number;
                total: number | null;
            };
            /** @description Null: this release does not reckon costs */
            cost: {
                computeUsd: number | null;
                requestsUsd: number | null;
            };
            counts: {
                cancelled: number;
                copied: number;
                copying: number;
                deadLettered: number;
                planned: number;
                queued: number;
                skipped: number;
                /** @description Null while planning */
                total: number | null;
                verifying: number;
                waived: number;
            };
            /**
             * Format: date-time
             * @example 2026-11-24T12:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            deliveryId: string | null;
            destination: {
                bucket: string;
                prefix: string;
            };
            /** @description Why the transfer could not start; a file's failure is told by /causes and /files */
            failure: {
                actionBy: string;
                code: string;
                message: string;
                remedy: string;
            } | null;
            /**
             * Format: date-time
             * @example 2026-11-24T12:00:00.000Z
             */
            finishedAt: string | null;
            /** @description Null while planning, and where nothing moves or only blocked files are left */
            finishesAt: {
                /**
                 * Format: date-time
                 * @example 2026-11-24T12:00:00.000Z
                 */
                earliest: string;
                /**
                 * Format: date-time
                 * @example 2026-11-24T12:00:00.000Z
                 */
                latest: string;
            } | null;
            /** @example tr_4h7c0000000000000000000000 */
            id: string;
            labels: {
                [key: string]: string;
            };
            name: string | null;
            needsAttention: {
                actionBy: string[];
                files: number;
            };
            options: {
                [key: string]: unknown;
            };
            /** @enum {string|null} */
            pausedBy: "user" | "breaker" | "route_disabled" | "fleet" | null;
            rateBytesPerSecond: number | null;
            reference: string | null;
            route: string | null;
            /** @description Null: this release does not count samples */
            samples: {
                ready: number | null;
                total: number | null;
            };
            source: {
                bucket: string;
                prefix: string;
            };
            /**
             * Format: date-time
             * @example 2026-11-24T12:00:00.000Z
             */
            stalledSince: string | null;
            /**
             * Format: date-time
             * @example 2026-11-24T12:00:00.000Z
             */
            startedAt: string | null;
            /** @enum {string} */
            state: "planning" | "awaiting_approval" | "running" | "paused" | "completed" | "completed_with_failures" | "failed" | "cancelling" | "cancelled";
            vendor: {
                id: string;
                name: string;
            } | null;
            verification: {
                mismatched: number;
                pending: number;
                sizeOnly: number;
                verified: number;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
