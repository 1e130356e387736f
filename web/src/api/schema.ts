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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
    "/v1/alert-recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who hears of alerts, and who has not agreed yet; those first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description All of them */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AlertRecipient"][];
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
    "/v1/alert-recipients/{id}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have Amazon SNS ask somebody again whether they want to hear of alerts */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description The recipient's id */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The recipient that was asked */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRecipient"];
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
    "/v1/alert-recipients/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test to everybody who hears of alerts, the way that alerts go */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description It is sent within seconds */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How many it goes to */
                            confirmed: number;
                            /** @description How many do not hear of it: they have not agreed yet */
                            unconfirmed: number;
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
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys there are, the newest first: never a secret */
        get: {
            parameters: {
                query?: {
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                    /** @description How many items at most */
                    limit?: number;
                    /** @description Whether to show those that are over, too */
                    state?: "live" | "any";
                    /** @description A vendor's id */
                    vendor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                            items: components["schemas"]["ApiKey"][];
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
        /**
         * Make a key for a vendor's system, a system of ours or a person
         * @description The secret stands in this answer and nowhere else. The same Idempotency-Key makes no second key: it is answered again without the secret, and with what to do if that was lost.
         */
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
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description Made; `Location` names it */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MadeApiKey"];
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
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One key */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The key's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The key */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKey"];
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
        /** Revoke a key: it changes nothing any more from now on, and reads nothing after 5 s */
        delete: {
            parameters: {
                query?: {
                    reason?: string;
                };
                header?: never;
                path: {
                    /** @description The key's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description It is revoked, now or before */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the key that replaces this one, under the same name; both live for a while
         * @description Two keys that replace each other live at most. As with the making of a key the secret is shown once, and an answer that is given again has none.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description The key's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description The key's last moment; in 180 days if left out, in 366 at the latest
                         */
                        expiresAt?: string;
                        /**
                         * @description For so long the key before lives on; 0 ends it now
                         * @default 168
                         */
                        overlapHours?: number;
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description Made; `Location` names it */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MadeApiKey"];
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
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to all transfers, in order: to catch up
         * @description Nothing is ever put in before an event that was given: whoever goes on from the last one misses none.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The id of the last event you know; empty or left out: from the first on */
                    after?: string;
                    /** @description How many items at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                            items: components["schemas"]["TransferEvent"][];
                            /** @description Send it as `after` for the next page; null on the last page for now */
                            nextAfter: string | null;
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the house is, line by line, with the next step where one is needed
         * @description Asks the ledger, SQS, ECS and SNS anew each time, for 8 s at most: for people, not for a load balancer's check.
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description How it is */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
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
    "/v1/in-flight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same of all transfers that this caller may see: what the brake would stop */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description As of the last renewals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InFlight"];
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
    "/v1/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is allowed: from where to where, for which vendor */
        get: {
            parameters: {
                query?: {
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                    /** @description How many items at most */
                    limit?: number;
                    /** @description A vendor's id */
                    vendor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                            items: components["schemas"]["Route"][];
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
        /**
         * Allow a vendor's source to be copied to a destination
         * @description Both buckets must be among those that the stage was deployed for (422 bucket_not_deployed). A prefix is empty or ends in `/`. A source that meets another vendor's, and a destination that meets another route's destination or source, are refused (409 route_overlaps) unless an administrator says `allowOverlap`.
         */
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
                    "application/json": components["schemas"]["NewRoute"];
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description Made; `Location` names it */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Route"];
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
    "/v1/routes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One route; its ETag goes into If-Match */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The route's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The route */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Route"];
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
        /** Say what its vendor may replace by delivering again; its places never change */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                    /** @description Required: the ETag of the route as you saw it */
                    "if-match"?: string;
                };
                path: {
                    /** @description The route's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                        /**
                         * @description What the vendor may replace by delivering again: nothing; the keys that a delivery says it replaces (deliveries come with a later release, so nothing yet); whatever differs
                         * @enum {string}
                         */
                        redelivery: "never" | "replace_announced" | "replace";
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The route as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Route"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/routes/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forbid it: transfers on it pause within 10 s, nothing is lost */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                    /** @description Required: the ETag of the route as you saw it */
                    "if-match"?: string;
                };
                path: {
                    /** @description The route's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The route as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Route"];
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
    "/v1/routes/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allow it again: its paused transfers go on
         * @description Judged like a new one: it is refused where its prefix is no folder, or where it meets a route that it was not allowed to meet.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                    /** @description Required: the ETag of the route as you saw it */
                    "if-match"?: string;
                };
                path: {
                    /** @description The route's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description true: it may meet other routes; `reason` says why, and both routes show it */
                        allowOverlap?: boolean;
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The route as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Route"];
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
    "/v1/routes/{id}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What lies under a prefix of the route's source now, as far as a short look shows
         * @description What S3 refuses for certain is a problem with its remedy, as it would be for a transfer.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only where the route allows any bucket ("*"): which one */
                    bucket?: string;
                    /** @description Begins with the route's own, which it is if left out */
                    prefix?: string;
                };
                header?: never;
                path: {
                    /** @description The route's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description What was seen */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Look"];
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
    "/v1/routes/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask S3 whether a route's policies hold, statement by statement
         * @description Asks as the transfer role, for 10 s at most: a listing, a byte and the tags of the first object, and an upload at the destination that is begun and aborted at once. Nothing is changed or remembered: asked again, it is asked anew.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The route's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description What S3 said */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RouteTest"];
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
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a one-time link
         * @description The token is sent as a bearer key. It is shown this once; an Idempotency-Key is not taken here.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        link: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description A session */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * Format: date-time
                             * @description Its last moment; a session that rests for long ends earlier
                             */
                            expiresAt: string;
                            /** @example s3s_… */
                            token: string;
                            user: components["schemas"]["Person"];
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
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The session */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Sign out */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The session has ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sign-in-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a person in: a link that signs in once
         * @description Makes the person where the address is new, and gives one who is known this role. The token is shown this once, so an Idempotency-Key is not kept: asked again, it is another link.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        email: string;
                        name?: string;
                        /** @enum {string} */
                        role: "viewer" | "operator" | "admin";
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The link */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            expiresAt: string;
                            /**
                             * @description To be put behind the page's address
                             * @example /sign-in#s3l_…
                             */
                            path: string;
                            /** @example s3l_… */
                            token: string;
                            /** @description The whole link, where the page's address is set */
                            url: string | null;
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
    "/v1/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All transfers in one line: under way, copied today, where somebody must look */
        get: {
            parameters: {
                query?: {
                    /** @description Where the day begins for the reader; midnight UTC unless given */
                    since?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The sums */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Summary"];
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
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Transfers: newest first, or first where somebody must look
         * @description `label.NAME=VALUE` keeps those that carry this label.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Made after this moment */
                    createdAfter?: string;
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                    /** @description How many items at most */
                    limit?: number;
                    /** @description Whether somebody must look: files failed, it stalls, it paused itself, or it could not start lately */
                    needsAttention?: "true" | "false";
                    /** @description Words, each of them part of a name, reference, id, vendor's name, bucket, prefix or of who made it, or the beginning of a sample's id */
                    q?: string;
                    /** @description Exactly this reference */
                    reference?: string;
                    /** @description -createdAt: newest first. attention: first where somebody must look, then what has not ended, then the rest, each newest first */
                    sort?: "-createdAt" | "attention";
                    /** @description One or more of planning, awaiting_approval, running, paused, completed, completed_with_failures, failed, cancelling, cancelled, separated by commas */
                    state?: string;
                    /** @description Not ended yet, or something happened to it after this moment */
                    updatedAfter?: string;
                    /** @description A vendor's id */
                    vendor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                    /** @description The transfer's id */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                    /** @description How many items at most */
                    limit?: number;
                };
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
    "/v1/transfers/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a transfer, in order, and who did it */
        get: {
            parameters: {
                query?: {
                    /** @description The id of the last event you know; empty or left out: from the first on */
                    after?: string;
                    /** @description How many items at most */
                    limit?: number;
                    /** @description Newest first, `after` goes back in time */
                    order?: "oldest_first" | "newest_first";
                };
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                            items: components["schemas"]["TransferEvent"][];
                            /** @description Send it as `after` for the next page; null on the last page for now */
                            nextAfter: string | null;
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
        /**
         * A transfer's files, by number
         * @description A filter looks at 200,000 files at a time, so of a larger transfer a page may hold fewer items than `limit`, even none, though more follow: go on while `nextCursor` is not null. There, copying and verifying list the files that copiers told of within the last seconds, the largest 200 of each copier; `total` counts all.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A cause's id: the files that wait for it */
                    cause?: string;
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                    /** @description Begin at this file's number */
                    fromNumber?: number;
                    /** @description How many items at most */
                    limit?: number;
                    /** @description Part of the key, upper and lower case alike */
                    q?: string;
                    /** @description A sample's id */
                    sample?: string;
                    /** @description One or more of planned, queued, copying, verifying, copied, skipped, dead_lettered, waived, cancelled, separated by commas */
                    state?: string;
                };
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                            /** @description The number of the last file that is known yet; the first is 1 */
                            lastNumber: number;
                            /** @description Send it back as `cursor` for the next page */
                            nextCursor: string | null;
                            /** @description Where the next page begins, for `fromNumber`; null where `nextCursor` is */
                            nextNumber: number | null;
                            /** @description How many files there are of this filter, from 1 on; null where that would have to be counted */
                            total: number | null;
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
                    /** @description The transfer's id */
                    id: string;
                    /** @description The file's number, from 1 */
                    number: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
    "/v1/transfers/{id}/in-flight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an act would stop, and what stays: files in copiers' hands, parts that are kept */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description As of the last renewals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InFlight"];
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
                    /** @description The transfer's id */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
         * @description One of causeId, failureKind and fileNumbers; with none of them every file that failed, and of a cancelled transfer every file that was cancelled. Waived files are tried again only by number, withdrawn ones only by an administrator. A vendor tries again what waits for it, and nothing that our people cancelled or waived.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        causeId?: string;
                        /** @enum {string} */
                        failureKind?: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "invalid_key" | "route_fence" | "crashed" | "unexpected";
                        fileNumbers?: number[];
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description How far it came within a few seconds; what is pending goes on by itself */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Files that were not asked after yet */
                            pending: number;
                            /** @description Files that move again */
                            redriven: number;
                            /** @description Files that a probe still refused */
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
    "/v1/transfers/{id}/report.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All files of a view as CSV
         * @description RFC 4180 in UTF-8, a line for each file. A text that a spreadsheet would take for a formula has an apostrophe before it. Sent as it is read, whatever its length: one that breaks off is ended without its last chunk, so that no client takes it for whole. It holds the files that were known when it began.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A cause's id: the files that wait for it */
                    cause?: string;
                    /** @description Part of the key, upper and lower case alike */
                    q?: string;
                    /** @description A sample's id */
                    sample?: string;
                    /** @description One or more of planned, queued, copying, verifying, copied, skipped, dead_lettered, waived, cancelled, separated by commas */
                    state?: string;
                };
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The files, by number */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
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
    "/v1/transfers/{id}/report.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All files of a view as JSON
         * @description One array, each item on a line of its own. Sent as it is read, whatever its length: one that breaks off is ended without its last chunk, so that no client takes it for whole. It holds the files that were known when it began.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A cause's id: the files that wait for it */
                    cause?: string;
                    /** @description Part of the key, upper and lower case alike */
                    q?: string;
                    /** @description A sample's id */
                    sample?: string;
                    /** @description One or more of planned, queued, copying, verifying, copied, skipped, dead_lettered, waived, cancelled, separated by commas */
                    state?: string;
                };
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The files, by number */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["File"][];
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
                    /** @description The transfer's id */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
    "/v1/transfers/{id}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A transfer's samples: first those that wait for somebody, each by id */
        get: {
            parameters: {
                query?: {
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                    /** @description How many items at most */
                    limit?: number;
                    /** @description Part of the sample's id */
                    q?: string;
                    /** @description One or more of ready, needs_attention, in_progress, cancelled, separated by commas */
                    state?: string;
                };
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                            items: components["schemas"]["Sample"][];
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
    "/v1/transfers/{id}/samples.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A transfer's samples as CSV, with where the files of ready ones are
         * @description `blockedBy` are the parties that must act, with spaces between; `destinationUris` are the S3 URIs of a ready sample's files, one a line within the cell.
         */
        get: {
            parameters: {
                query?: {
                    /** @description One or more of ready, needs_attention, in_progress, cancelled, separated by commas */
                    state?: string;
                };
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The samples, by id */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
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
    "/v1/transfers/{id}/throughput": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Points for the chart: at most 300, oldest first; pauses are left out */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The points */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ThroughputPoint"][];
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
                    /** @description The transfer's id */
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
    "/v1/transfers/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take files back: what is not copied yet is not copied, and the company hears of what is
         * @description Either fileNumbers or all. Only an administrator tries withdrawn files again. Withdrawing again what was withdrawn changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                };
                path: {
                    /** @description The transfer's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        all?: true;
                        fileNumbers?: number[];
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description What it came upon */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Withdrawal"];
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
    "/v1/vendors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The laboratories that send us data */
        get: {
            parameters: {
                query?: {
                    /** @description `nextCursor` of the page before */
                    cursor?: string;
                    /** @description How many items at most */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                            items: components["schemas"]["Vendor"][];
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
        /** Write a vendor down */
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
                    "application/json": components["schemas"]["NewVendor"];
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description Made; `Location` names it */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Vendor"];
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
    "/v1/vendors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One vendor; its ETag goes into If-Match */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The vendor's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The vendor */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Vendor"];
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
        /** Change a vendor's name or contact: what is left out stays */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key with the same bytes gets the same answer, kept for 7 days */
                    "idempotency-key"?: string;
                    /** @description Required: the ETag of the vendor as you saw it */
                    "if-match"?: string;
                };
                path: {
                    /** @description The vendor's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VendorChange"];
                };
            };
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description The vendor as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Vendor"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/vendors/{id}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the vendor must set so that this environment may read its enabled routes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The vendor's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
                /** @description Ready to paste */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VendorPolicy"];
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
                /** @description A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again */
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
        AlertRecipient: {
            /** @description Whether somebody there has agreed: without that nothing is sent */
            confirmed: boolean;
            endpoint: string;
            /** @example ar_4h7c0000000000000000000000 */
            id: string;
            /** @description email, https, sqs …, as Amazon SNS names it */
            protocol: string;
        };
        ApiKey: {
            /** Format: date-time */
            createdAt: string;
            createdBy: string | null;
            /** Format: date-time */
            expiresAt: string | null;
            /**
             * @description What stands between the first two `_` of the key
             * @example 4h7c00000000
             */
            id: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt: string | null;
            /** @description The address that it was used from then */
            lastUsedFrom: string | null;
            name: string;
            person: {
                email: string;
                id: string;
            } | null;
            /** Format: date-time */
            revokedAt: string | null;
            revokedBy: string | null;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin" | "vendor_viewer" | "vendor_admin";
            /** @description The first key's id of those that replaced each other; its own if none */
            rotationOf: string;
            scopes: string[];
            /** @enum {string} */
            state: "live" | "expired" | "revoked";
            vendor: {
                id: string;
                name: string;
            } | null;
        };
        Cause: {
            /** @enum {string} */
            actionBy: "vendor" | "cloud_team" | "operator" | "nobody";
            bytes: number;
            files: number;
            /** Format: date-time */
            firstSeenAt: string;
            id: string;
            /** @enum {string} */
            kind: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "invalid_key" | "route_fence" | "crashed" | "unexpected";
            /** Format: date-time */
            lastProbeAt: string | null;
            /** @description A mail to the vendor: subject, an empty line, text with the first 10 keys. Left out where somebody else must act */
            mailText?: string;
            /** @description Who the mail is for: the vendor's contact; null where it has none, and where there is no mail */
            mailTo: string | null;
            message: string;
            policyStatement?: components["schemas"]["PolicyStatement"];
            remedy: string;
            /** @description Of how many samples they are, where names tell samples; null where there are too many files to look */
            samples: number | null;
            /**
             * @description open: files wait. Else none does: they move again (remedied), or somebody decided to go without (waived)
             * @enum {string}
             */
            state: "open" | "remedied" | "waived";
            title: string;
        };
        File: {
            /** @description How often a copier took it */
            attempts: number;
            bytesCopied: number;
            destinationKey: string;
            failure: {
                /** @enum {string} */
                actionBy: "vendor" | "cloud_team" | "operator" | "nobody";
                /** @enum {string} */
                kind: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "invalid_key" | "route_fence" | "crashed" | "unexpected";
                message: string;
                remedy: string;
            } | null;
            /** Format: date-time */
            finishedAt: string | null;
            key: string;
            number: number;
            /** @description How often it was tried again from the start of its life */
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
            /** @description Who withdrew it; only an administrator tries it again */
            withdrawnBy: string | null;
        };
        FileDetails: {
            /** @description How often a copier took it */
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
                kind: "throttled" | "transient" | "unknown_outcome" | "credentials" | "source_changed" | "integrity" | "source_permission" | "destination_permission" | "kms_permission" | "source_missing" | "archived" | "destination_exists" | "configuration" | "checksum_mismatch" | "invalid_key" | "route_fence" | "crashed" | "unexpected";
                message: string;
                remedy: string;
            } | null;
            /** Format: date-time */
            finishedAt: string | null;
            key: string;
            number: number;
            /** @description How often it was tried again from the start of its life */
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
            /** @description Who withdrew it; only an administrator tries it again */
            withdrawnBy: string | null;
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
        Health: {
            /** Format: date-time */
            asOf: string;
            checks: {
                message: string;
                /** @enum {string} */
                name: "ledger" | "migrations" | "clock" | "releases" | "queues" | "fleet" | "waiting" | "stalls" | "causes" | "routes" | "role" | "alerts";
                nextStep: string | null;
                /**
                 * @description needs_attention: the house is well, and somebody should act
                 * @enum {string}
                 */
                state: "good" | "needs_attention" | "bad";
            }[];
            /** @description No check is bad */
            healthy: boolean;
            /** @description Where the page is; null where nobody told the API */
            publicUrl: string | null;
            stage: string;
            version: string;
        };
        InFlight: {
            bytesKept: number;
            /** @description Files that copiers have in hand */
            files: number;
            /** @description Parts that stand in S3 and are not copied again, whatever is decided */
            partsKept: number;
            /** @description Those that are copied in parts */
            uploads: number;
        };
        Look: {
            bucket: string;
            /** @description What those take */
            bytes: number;
            /** @description How many were seen */
            files: number;
            /** @description Whether these are all: no more than 20 pages of 1,000 are looked at, and for 3 s */
            isComplete: boolean;
            /** @description The first 100, in the order of their keys */
            items: {
                key: string;
                sizeBytes: number;
            }[];
            prefix: string;
        };
        MadeApiKey: {
            /** Format: date-time */
            createdAt: string;
            createdBy: string | null;
            /** Format: date-time */
            expiresAt: string | null;
            /**
             * @description What stands between the first two `_` of the key
             * @example 4h7c00000000
             */
            id: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt: string | null;
            /** @description The address that it was used from then */
            lastUsedFrom: string | null;
            name: string;
            person: {
                email: string;
                id: string;
            } | null;
            /** @description What to do where `secret` is null */
            remedy: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            revokedBy: string | null;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin" | "vendor_viewer" | "vendor_admin";
            /** @description The first key's id of those that replaced each other; its own if none */
            rotationOf: string;
            scopes: string[];
            /**
             * @description The whole key, to be sent as a bearer; null in an answer that is given again
             * @example s3m_…
             */
            secret: string | null;
            /** @enum {string} */
            state: "live" | "expired" | "revoked";
            vendor: {
                id: string;
                name: string;
            } | null;
        };
        NewApiKey: {
            /**
             * Format: date-time
             * @description The key's last moment; in 180 days if left out, in 366 at the latest
             */
            expiresAt?: string;
            /** @description What it is for, such as the system that uses it */
            name: string;
            /** @description The e-mail address of the person whose key it is; a system's key has none */
            person?: string;
            reason?: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin" | "vendor_viewer" | "vendor_admin";
            /** @description Both where left out for a role that changes something; `transfers:write` takes `transfers:read` along */
            scopes?: ("transfers:read" | "transfers:write")[];
            /** @description The vendor's id: for the vendor's roles, and for no other */
            vendor?: string;
        };
        NewRoute: {
            /** @description true: it may meet other routes; `reason` says why, and both routes show it */
            allowOverlap?: boolean;
            /** @description accountId is this environment's own if left out */
            destination: {
                accountId?: string;
                bucket: string;
                /** @description true: the prefix is meant as text, not as a folder */
                literal?: boolean;
                prefix: string;
            };
            name?: string;
            reason: string;
            /**
             * @description What the vendor may replace by delivering again: nothing; the keys that a delivery says it replaces (deliveries come with a later release, so nothing yet); whatever differs
             * @enum {string}
             */
            redelivery?: "never" | "replace_announced" | "replace";
            /** @description The prefix "" is the whole bucket, any other ends in "/"; accountId may be left out where the stage's settings name it */
            source: {
                accountId?: string;
                bucket: string;
                /** @description true: the prefix is meant as text, not as a folder */
                literal?: boolean;
                prefix: string;
            };
            /** @description The vendor's id */
            vendor: string;
        };
        NewTransfer: {
            /** @description May be left out where one route covers the source; a vendor's key may not send it */
            destination?: {
                bucket: string;
                /** @description true: prefix and keys are meant as they stand, a prefix as text and not as a folder */
                literal?: boolean;
                /** @description A folder, put before the source key less source.prefix; it ends in "/", none if left out */
                prefix?: string;
            };
            labels?: {
                [key: string]: string;
            };
            /** @description What people call it */
            name?: string;
            options?: {
                /**
                 * @description Where another object stands at the destination already; never unless given: the file then fails. A vendor's key may not send it: the route's redelivery decides
                 * @enum {string}
                 */
                overwrite?: "never" | "if_different" | "always";
                /** @description Of large files; chosen by the batch's size unless given */
                partSizeBytes?: number;
                /**
                 * @description The objects' tags; best_effort unless given: copied where they may be read
                 * @enum {string}
                 */
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
                /** @description true: prefix and keys are meant as they stand, a prefix as text and not as a folder */
                literal?: boolean;
                /** @description A folder, all below it; it ends in "/", or is "" for the whole bucket */
                prefix?: string;
            };
        };
        NewVendor: {
            name: string;
        };
        Person: {
            email: string;
            /** @example us_4h7c0000000000000000000000 */
            id: string;
            /** @description The e-mail address of who gave none */
            name: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin";
        };
        /** @description To paste into the bucket's policy, for kms_permission into the key's; up to 20 files by name, more by their prefix. Left out where no policy helps, and once nothing waits */
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
            code: "request_malformed" | "json_malformed" | "query_unknown" | "name_twice" | "body_not_utf8" | "api_key_in_query" | "api_key_missing" | "api_key_invalid" | "session_ended" | "role_not_enough" | "scope_not_enough" | "not_waiting_for_you" | "option_not_yours" | "route_not_found" | "route_missing" | "key_not_found" | "vendor_not_found" | "transfer_not_found" | "recipient_not_found" | "session_not_found" | "file_not_found" | "method_not_allowed" | "request_too_slow" | "transfer_state" | "recipient_confirmed" | "vendor_exists" | "route_exists" | "route_overlaps" | "key_over" | "key_rotated" | "if_match_differs" | "body_too_large" | "too_many_keys" | "media_type_unsupported" | "unknown_field" | "invalid_request" | "key_too_long" | "key_dot_segment" | "key_not_well_formed" | "key_empty" | "key_suspicious" | "key_is_folder" | "key_duplicate" | "key_outside_prefix" | "prefix_not_folder" | "prefix_suspicious" | "bucket_name_invalid" | "source_incomplete" | "source_empty" | "source_permission" | "bucket_not_found" | "bucket_elsewhere" | "bucket_not_deployed" | "account_differs" | "vendor_unknown" | "route_unknown" | "route_disabled" | "route_too_long" | "route_ambiguous" | "source_not_allowed" | "destination_not_allowed" | "destination_required" | "destination_not_yours" | "destination_is_source" | "key_owner" | "key_expiry" | "key_beyond_person" | "person_unknown" | "cause_unknown" | "sign_in_link_invalid" | "sign_in_link_used" | "sign_in_link_expired" | "user_disabled" | "idempotency_key_invalid" | "idempotency_key_reused" | "if_match_missing" | "too_many_requests" | "headers_too_large" | "internal" | "alerts_unavailable" | "source_unavailable" | "ledger_unavailable";
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
        Route: {
            /** Format: date-time */
            createdAt: string;
            destination: {
                /** @description The bucket's owner, named in every request to S3; null: not checked */
                accountId: string | null;
                bucket: string;
                /** @description Whether the prefix is meant as text, not as a folder */
                literal: boolean;
                prefix: string;
            };
            /** @description Whether new transfers may take it */
            enabled: boolean;
            /** @example rt_4h7c0000000000000000000000 */
            id: string;
            /** @description Whether this environment may touch both buckets */
            isDeployed: boolean;
            lastChange: {
                /** Format: date-time */
                at: string;
                by: string;
                reason: string;
            } | null;
            name: string;
            /** @description The routes that it may meet, and who said so; a vendor sees none */
            overlaps: {
                /** Format: date-time */
                at: string;
                by: string;
                reason: string;
                route: string;
            }[];
            /**
             * @description What the vendor may replace by delivering again: nothing; the keys that a delivery says it replaces (deliveries come with a later release, so nothing yet); whatever differs
             * @enum {string}
             */
            redelivery: "never" | "replace_announced" | "replace";
            /** @description Send it back as If-Match, in double quotes */
            revision: number;
            source: {
                /** @description The bucket's owner, named in every request to S3; null: not checked */
                accountId: string | null;
                bucket: string;
                /** @description Whether the prefix is meant as text, not as a folder */
                literal: boolean;
                prefix: string;
            };
            vendor: {
                id: string;
                name: string;
            } | null;
        };
        RouteTest: {
            /** Format: date-time */
            asOf: string;
            /** @example rt_4h7c0000000000000000000000 */
            route: string;
            statements: {
                /** @example s3:GetObject */
                action: string;
                /** @description What S3 was asked; null: nothing */
                asked: string | null;
                /** @enum {string} */
                side: "source" | "destination";
                /**
                 * @description Its Sid in the policy
                 * @example S3MirrorRead
                 */
                statement: string;
                /** @description What it answered, or why it was not asked */
                told: string;
                /** @enum {string} */
                verdict: "held" | "not_held" | "cannot_tell";
            }[];
            /**
             * @description not_held where any statement is not; else held where listing, reading and writing are
             * @enum {string}
             */
            verdict: "held" | "not_held" | "cannot_tell";
        };
        Sample: {
            bytes: {
                /** @description Of whole files */
                copied: number;
                total: number;
            };
            counts: {
                cancelled: number;
                copied: number;
                copying: number;
                deadLettered: number;
                planned: number;
                queued: number;
                skipped: number;
                total: number;
                verifying: number;
                waived: number;
            };
            /** @description The files were put together by their names, by Illumina's pattern */
            guessed: boolean;
            /** @example K7 */
            id: string;
            /**
             * @description ready: every file is copied, already there or waived, and its proof is settled. While the transfer is planned more files may join
             * @enum {string}
             */
            state: "ready" | "needs_attention" | "in_progress" | "cancelled";
        };
        Session: {
            /**
             * Format: date-time
             * @description Its last moment; a session that rests for long ends earlier
             */
            expiresAt: string;
            user: components["schemas"]["Person"];
        };
        Summary: {
            /** @description Who would hear of alerts, looked up every minute; null to vendors, and where SNS has not answered */
            alertRecipients: {
                confirmed: number;
                unconfirmed: number;
            } | null;
            /** Format: date-time */
            asOf: string;
            /** @description Copied since `since`, what is on its way included */
            bytesCopied: number;
            /** @description While the fleet's brake is on: who pulled it, why, and since when; null to vendors */
            fleet: {
                /** Format: date-time */
                pausedAt: string | null;
                pausedBy: string;
                pausedReason: string | null;
            } | null;
            inFlight: {
                bytesLeft: number;
                filesWaiting: number;
                filesWorking: number;
                rateBytesPerSecond: number;
                /** @description Transfers that have not ended */
                transfers: number;
            };
            needsAttention: {
                files: number;
                transfers: number;
            };
            /** Format: date-time */
            since: string;
        };
        ThroughputPoint: {
            /**
             * Format: date-time
             * @description The end of the span that the point stands for
             */
            at: string;
            /** @description Since the start, what was on its way included */
            bytesMoved: number;
            bytesPerSecond: number;
            filesDone: number;
            filesPerSecond: number;
            /** @description Files that failed for good within the span */
            needAttention: number;
            /** @description Files tried again or started over for trouble within the span */
            retries: number;
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
            /** @description When all of it is there; null while planning, for the first 30 s, where nothing moves, and where files wait for somebody */
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
            /** @description While it is paused: by what, who decided it and why, and since when */
            pause: {
                /** @enum {string} */
                by: "user" | "breaker" | "route_disabled" | "fleet";
                reason: string | null;
                /**
                 * Format: date-time
                 * @example 2026-11-24T12:00:00.000Z
                 */
                since: string | null;
                who: string | null;
            } | null;
            /** @enum {string|null} */
            pausedBy: "user" | "breaker" | "route_disabled" | "fleet" | null;
            rateBytesPerSecond: number | null;
            reference: string | null;
            route: string | null;
            /** @description Null while planning; 0 where no name tells a sample. guessed: known by the files' names */
            samples: {
                guessed: boolean;
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
            /**
             * @description planning: its source is listed. running and paused may change to each other. completed, completed_with_failures, cancelled and failed (it could not start) are its ends; Try again opens the second and third anew
             * @enum {string}
             */
            state: "planning" | "awaiting_approval" | "running" | "paused" | "completed" | "completed_with_failures" | "failed" | "cancelling" | "cancelled";
            /** @description In two parts: what can move by itself, and what waits for whom */
            timeLeft: {
                /** @description When what can move by itself is there; null where that is not known */
                moving: {
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
                /** @description What does not move before somebody acts, and who */
                waitingFor: {
                    actionBy: string;
                    bytes: number;
                    files: number;
                }[];
            };
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
        TransferEvent: {
            /** Format: date-time */
            at: string;
            /** @description The person or key that did it; null where it happened by itself */
            by: string | null;
            detail: {
                [key: string]: unknown;
            };
            /** @description Send the last one you know as `after` to catch up */
            id: string;
            reason: string | null;
            transferId: string;
            /** @description transfer.created, .started, .planned, .paused, .resumed, .stalled, .needs_attention, .redriven, .waived, .withdrawn, .replaced, .replaces, .cancelling, .completed, .completed_with_failures, .failed, .cancelled; more may come */
            type: string;
        };
        Vendor: {
            /** @description Whom mails to the vendor are for */
            contact: {
                email: string;
                name: string;
                phone: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            id: string;
            name: string;
            /** @description Send it back as If-Match, in double quotes */
            revision: number;
        };
        VendorChange: {
            /** @description Whom mails to the vendor are for; null: nobody any more */
            contact?: {
                /** @example data@northlab.example */
                email: string;
                name: string;
                phone?: string;
            } | null;
            name?: string;
            reason?: string;
        };
        VendorPolicy: {
            buckets: {
                accountId: string | null;
                bucket: string;
                bucketPolicy: {
                    Statement: components["schemas"]["PolicyStatement"][];
                    /** @enum {string} */
                    Version: "2012-10-17";
                };
                kmsKeyArn: string | null;
                kmsKeyStatement: components["schemas"]["PolicyStatement"] | null;
                prefixes: string[];
            }[];
            /** @description The one role that reads; its name is fixed */
            principalArn: string;
            /** @description The same in words, to be sent to the vendor */
            text: string;
        };
        Withdrawal: {
            /** @description Files that end here: they are not copied */
            cancelled: number;
            /** @description Files that stand at the destination; the company is told, nothing is deleted */
            copied: number;
            /** @description Files in a copier's hands; one that is faster is copied after all */
            stopping: number;
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
