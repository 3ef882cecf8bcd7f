// Generated from the hub's OpenAPI document by scripts/types.mjs; do not edit.
export interface paths {
    "/api/v1/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts somebody into a post. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewAssignment"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Assigned"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/assignments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 定责: sets duty lists, deputy and notice board of an assignment. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PostChange"];
                };
            };
            responses: {
                /** @description Changed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assignments/{id}/absence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Notes that the holder of a post is away. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Away"];
                };
            };
            responses: {
                /** @description Noted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/assignments/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends an assignment without a successor. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/assignments/{id}/handover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 交接: ends an assignment and begins the successor's. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["HandedOver"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Assigned"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of the caller's township; of everybody for the county. */
        get: {
            parameters: {
                query?: {
                    /** @description Number of the last record seen. */
                    after?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
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
    "/api/v1/cells": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cells of the caller's township, by village. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CellShown"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/cells/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who and what a change of cells affects; changes nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Affected"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/cells/plan/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the cells: directory and documents as one, in force today. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Affected"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for the caller. */
        get: {
            parameters: {
                query?: {
                    /** @description Only of this cell. */
                    cell?: string;
                    /** @description Leave out so many from the beginning. */
                    skip?: number;
                    /** @description At most so many; 50 if left out, at most 200. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WaitingPage"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/conflicts/settled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Choices of late, newest first, with the values there were. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettledRow"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/conflicts/settled/{id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a choice back by choosing anew; every phone of the cell receives it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Again"];
                };
            };
            responses: {
                /** @description Chosen anew */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/conflicts/{document}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A document in conflict as the people who wrote it would explain it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    document: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Explained"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        put?: never;
        /** Settles fields: everybody receives the choice. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    document: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Resolution"];
                };
            };
            responses: {
                /** @description Settled */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Settled meanwhile */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/conflicts/{document}/alike": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Similar ones in one go: without `documents` shows what the choice would settle, with them settles
         *     exactly those.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    document: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlikeAsked"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlikeAnswer"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/conflicts/{document}/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 问回: those who wrote are asked on their phones, at their next exchange. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    document: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Question"];
                };
            };
            responses: {
                /** @description Goes out */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Phones of the caller's township: what came of the last exchange, how long each is silent. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PhoneRow"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/devices/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a one-time enrolment code for a person of the township. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CodeFor"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Code"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/devices/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One phone: what it holds, what it last said, why something failed. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PhoneShown"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/devices/{number}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes a device: it is told to wipe, and its unsent work goes to quarantine. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Revoked */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/directory/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Items of one kind: the caller's township's and the county's. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Item"][];
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
    "/api/v1/directory/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Writes an item; it must be understood by this version and lie in the caller's township. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: number;
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Version"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        post?: never;
        /** Withdraws an item. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    kind: number;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Withdrawn */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Certificates of the caller's township. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Certificate"][];
                    };
                };
            };
        };
        put?: never;
        /** Erases a household or a person. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ErasureAsked"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Certificate"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes from now on. Events: `hello` at the beginning and `behind` after a gap (read everything
         *     again), `change` with a [`Change`], `ended` when the session is over.
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
                /** @description Server-sent events */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["Change"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/clues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The clues of the caller's township. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Clues"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/clues/{id}/photos/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A photo of a clue. That it was looked at is recorded. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The picture */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": unknown;
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/clues/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An officer takes a clue up, or drops it with a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ClueAsked"];
                };
            };
            responses: {
                /** @description Taken */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/heads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The daily tree heads, newest first, a year of them. They name nobody: whoever has a log-in may
         *     see, print and keep them.
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HeadShown"][];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/heads/{day}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof that the log only grew from the head of a day to the newest. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    day: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HeadProof"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/heads/{day}/stamp-request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The request for a time stamp over the head of a day (RFC 3161), to be taken to an authority. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    day: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description DER */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/timestamp-query": unknown;
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/heads/{day}/stamps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Attaches a time stamp to the head of a day, once it was checked. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    day: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StampGiven"];
                };
            };
            responses: {
                /** @description Attached */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StampShown"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/officers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The officers' register of the caller's township. It is imported as the sheet 执法人员 of the
         *     directory's lists.
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OfficerShown"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/officers/{person}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a card for an officer: a key on paper that confirms on a colleague's phone. The hub keeps its
         *     public half alone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CardAsked"];
                };
            };
            responses: {
                /** @description Made */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CardMade"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The evidence sets of the caller's township, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SetRow"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/sets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One evidence set: items with what holds of each in words, custody, records. That it was looked at
         *     is recorded.
         */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SetShown"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/sets/{id}/files/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file that a set names, byte for byte. That it was looked at is recorded. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bytes */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/sets/{id}/files/{sha256}/stamp-request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The request for a time stamp over a file of a set. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description DER */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/timestamp-query": unknown;
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/sets/{id}/files/{sha256}/stamps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Attaches a time stamp to a file of a set, once it was checked. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    sha256: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StampGiven"];
                };
            };
            responses: {
                /** @description Attached */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StampShown"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/evidence/sets/{id}/proofs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where every entry of an evidence set stands in the log. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SetProofs"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports that the caller asked for or may decide, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExportShown"][];
                    };
                };
            };
        };
        put?: never;
        /** Asks for a list. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExportAsked"];
                };
            };
            responses: {
                /** @description May be fetched, or waits */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExportShown"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/exports/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second person agrees or declines. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SecondWord"];
                };
            };
            responses: {
                /** @description Decided */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list itself, for who asked for it. */
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
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/exports/{id}/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list as a sheet, for who asked for it to be printed. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SheetShown"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The figures. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Figures"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/files/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A complete file, to whoever may read its stream. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    hash: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bytes */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the hub is. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StaffHealth"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/households": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Households of a place, masked as the caller's role demands; the search is recorded. */
        get: {
            parameters: {
                query: {
                    /** @description Cell, village or township. */
                    place: string;
                    /** @description Name, nickname, pinyin or its first letters, or hamlet; all if left out. */
                    text?: string;
                    /** @description Leave out so many from the beginning. */
                    skip?: number;
                    /** @description At most so many; 50 if left out, at most 200. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HouseholdPage"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        put?: never;
        /** Enters a household with its people, judged as a list would be; every phone of the cell receives it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewHousehold"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Entered"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Somebody of them is listed already */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Not filled in as it must be */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/households/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One household, masked as the caller's role demands; the look is recorded. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HouseholdShown"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/households/{id}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fields of a household, each with who wrote it; the look is recorded. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FieldShown"][];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        put?: never;
        /** Corrects fields from the office; every phone of the cell receives it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FieldCorrection"][];
                };
            };
            responses: {
                /** @description Corrected */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description In conflict, or changed meanwhile */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/households/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was changed in a household, newest first; the look is recorded. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HistoryLine"][];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/households/{id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enters a person into a household, as above. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Joining"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Entered"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Listed already */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Not filled in as it must be */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/households/{id}/people/{person}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 本人信息查询: everything held about a person, and who looked, to be handed to that person; recorded
         *     as the person's own request.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    person: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Statement"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/households/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows one value in full; who, when and why is recorded before it is shown. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RevealAsked"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Revealed"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a CSV or XLSX list of residents or of the directory; nothing is imported. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DryRun"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/imports/forms/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An empty form: `roster.xlsx`, `directory.xlsx`, or one sheet as `residents.csv`, `hamlets.csv`,
         *     `cells.csv`, `posts.csv`, `officers.csv`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The form */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/imports/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Imports a checked list without faults: all of it or nothing. */
        post: {
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Accepted"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incidents the caller may see. */
        get: {
            parameters: {
                query?: {
                    /** @description Leave out those that are over. */
                    open?: boolean;
                    /** @description Only in this state, in the words of the list, such as `受理`. */
                    state?: string;
                    /** @description Only critical ones. */
                    urgent?: boolean;
                    /**
                     * @description Only those that wait for this: `accept`, `respond`, `finish`, `verify`, `verify_secretary`,
                     *     `wake`.
                     */
                    awaits?: string;
                    /** @description Only of this grade, 1–4. */
                    grade?: number;
                    /** @description Only of this category code. */
                    category?: string;
                    /** @description Only of this cell. */
                    cell?: string;
                    /** @description Only with this unit. */
                    unit?: string;
                    /** @description Only of this township; for the county, which sees all. */
                    township?: string;
                    /** @description Only those whose number, words or place hold this text. */
                    text?: string;
                    /** @description Only those due `today` or `late`. */
                    due?: "today" | "late";
                    /** @description `urgent` (the default): critical first, then by what is due; or `newest`. */
                    sort?: "urgent" | "newest";
                    /** @description Begin after this place: the `next` of the page before. */
                    after?: string;
                    /** @description Leave out so many from there; for jumping within a long list. */
                    skip?: number;
                    /** @description At most so many; 50 if left out, at most 200. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incidents"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        put?: never;
        /** Takes down a report. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewIncident"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reported"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One incident with its steps. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Detail"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/incidents/{id}/looking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says that the caller has an incident open: others see the name beside it for half a minute. Nothing
         *     is recorded.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Looking"];
                };
            };
            responses: {
                /** @description Noted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/incidents/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a step and answers with the incident as it stands then; with nothing where the step took it away
         *     from the caller, as a unit that returns it.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StepAsked"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Detail"] | null;
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description No such step in this state */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Roads of the township, and whether there is a base map. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Ground"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/map/base": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A part of the base map's file, by `Range`. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bytes */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/map/roads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Takes a GeoJSON file of roads in place of what the township had. Nothing of a file with faults is
         *     taken; an empty collection takes the roads away.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RoadsTaken"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in and what for; answers a session that must change its password too. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/meta": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this hub is; open to everybody. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Meta"];
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
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People of a place, masked as the caller's role demands; the search is recorded. */
        get: {
            parameters: {
                query: {
                    /** @description Cell, village or township. */
                    place: string;
                    /** @description Name, nickname, pinyin or its first letters, or hamlet; all if left out. */
                    text?: string;
                    /** @description Leave out so many from the beginning. */
                    skip?: number;
                    /** @description At most so many; 50 if left out, at most 200. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonPage"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facilities, crossings and hazards of the caller's township that have a point. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlaceShown"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The posts of the caller's township, and who may be put into them. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Posts"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lots of the caller's township. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LotShown"][];
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
    "/api/v1/quarantine/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a lot in or leaves it out. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reviewed"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records, newest first: of the caller's township, of everybody for the county. */
        get: {
            parameters: {
                query?: {
                    /** @description Only before this number; the newest if left out. */
                    before?: number;
                    /** @description Only actions that begin so, such as `household` or `export`. */
                    action?: string;
                    /** @description Only about this object. */
                    object?: string;
                    /** @description Only looks at personal data: the access log. */
                    access?: boolean;
                    /** @description Only the caller's own. */
                    own?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecordPage"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Who"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        put?: never;
        /** Logs in; a session that the browser still had ends. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LogIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Begun"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Locked for a while */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        /** Logs out. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The session is over */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the caller's own password; every other session of the caller ends. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPassword"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Begun"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/session/second": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins a second factor; it counts once confirmed. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecondOffered"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/session/second/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms the second factor with a first code. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CodeGiven"];
                };
            };
            responses: {
                /** @description Asked for from now on */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/session/second/off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the second factor away. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordGiven"];
                };
            };
            responses: {
                /** @description No longer asked for */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings of the caller's township. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/settings/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Writes what About says, by the county; everybody reads it in `GET /meta`. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["About"];
                };
            };
            responses: {
                /** @description Written */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Puts a calendar of working days in force, as above. A day must not be off and at work at once, nor lie
         *     outside the years it names.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WorkingDays"];
                };
            };
            responses: {
                /** @description In force */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Puts limits and categories in force: for the caller's township, or, by the county, for every township
         *     without its own. Id and version are given here. No category that was in force may be missing.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Adopted"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the first administrator with the one-time code. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SetUp"];
                };
            };
            responses: {
                /** @description Made; log in now */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The code is wrong */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Set up already */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody in a post of the caller's township today: to whom a phone is given, who is asked. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HolderShown"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/tasks/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issues tasks in the caller's township; asking twice issues once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OrderAsked"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IssuedReport"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/tasks/paper": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a visit that was written on paper; what keeps it from being taken is said question by
         *     question.
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
                    "application/json": components["schemas"]["PaperVisit"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaperEntered"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/tasks/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the tasks of a template are, by cell; never by person, and small numbers are not told. */
        get: {
            parameters: {
                query: {
                    /** @description Template id. */
                    template: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CellProgress"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Templates in force, by field of work. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplateRow"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/templates/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks wording over before anybody adopts it: what may not be asked, how much is too much. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Wording"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WordingChecked"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/templates/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Drafts of the caller's township, with what keeps each from being published. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Drafted"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One template with its questions, as the phone shows it. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplateShown"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/templates/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keeps a draft: the template in full, begun from `GET /templates/{id}/versions/{version}`. Its version
         *     is given when it is published.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Drafted"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        post?: never;
        /** Gives a draft up. */
        delete: {
            parameters: {
                query?: {
                    /** @description The township that drafted it, for the county; the county's own if left out. */
                    org?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Given up */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publishes a draft as the next version, for the whole county; refused while anything is found. New tasks
         *     are made from it at each phone's next exchange; those that were begun keep the version they have.
         */
        post: {
            parameters: {
                query?: {
                    /** @description The township that drafted it, for the county; the county's own if left out. */
                    org?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Published"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/templates/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every version of a template, oldest first. */
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TemplateVersion"][];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/templates/{id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version in full. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/twins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pairs that nobody has decided yet. */
        get: {
            parameters: {
                query: {
                    /** @description Cell, village or township. */
                    place: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Pairs"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/twins/apart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that two records are of two people. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Apart"];
                };
            };
            responses: {
                /** @description Not shown again */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/twins/households": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Households that were made one, newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HomesRow"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        put?: never;
        /** Makes two households one, as one act. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OneHome"];
                };
            };
            responses: {
                /** @description One */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Changed since the preview */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/twins/households/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What it would mean that two households are one; changes nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TwoHomes"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HomesShown"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/twins/households/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes back that two households are one; named is the one that ended. */
        post: {
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
                /** @description Two again */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Changed since */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/twins/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Merges two records of one person. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MergeTwins"];
                };
            };
            responses: {
                /** @description Merged */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units of the caller's township and of the county, in the order of their codes and names. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UnitShown"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log-ins of the caller's township. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Staff"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a log-in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewUser"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Made"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/users/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a log-in: roles, switched off or on, a new first password. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    person: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserChange"];
                };
            };
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a command room must know beside incidents: cells where nobody is in post, and the machine.
         *     Warnings of weather come with the plans for emergencies.
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
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Warning"][];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/api/v1/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What everything is called. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Words"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the hub is, for whoever watches it; 503 if it cannot read its own data. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description It cannot work */
                503: {
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
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counters in the text form of Prometheus; answered to this machine only. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                404: {
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
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OpenAPI 3.1 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
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
    "/v1/bundles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A bundle that somebody carried; the answer is the receipt for its device. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                /** @description A sealed receipt */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                /** @description Of a device this hub does not know */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
                    };
                };
                /** @description Not a bundle for this hub */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/v1/enrol": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Becomes a device: binds a fresh key to the person of a one-time code. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                /** @description A signed answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/v1/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One exchange: a batch and cursors up, verdicts and entries down. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                /** @description A signed answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One part of a file, or the question which parts are held. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                /** @description Which parts are held */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemBody"];
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What About says 关于: who runs this, and where to complain (DOMAIN §9). */
        About: {
            /** @description Where else to complain. */
            complaints_at: string;
            /** @description 投诉电话. */
            complaints_phone: string;
            /** @description 备案编号 of the application. */
            filing: string;
            /** @description 承办单位. */
            operator: string;
            /** @description 主办单位. */
            organiser: string;
            /** @description Who answers for personal information 个人信息保护负责人, and how to reach them. */
            privacy_contact: string;
        };
        /** @description What an accepted list brought. */
        Accepted: {
            /** @description People who joined a household of the roster, or about whom something was put right. */
            amended: number;
            /** @description Households founded. */
            households: number;
            /** @description Items of the directory, new or amended. */
            items: number;
        };
        /** @description One value, as its writer would explain it. */
        Account: {
            /**
             * Format: int64
             * @description When, by the writer's clock, Unix milliseconds.
             */
            at: number;
            /**
             * Format: int32
             * @description Device that wrote it; 0 is the hub.
             */
            device: number;
            /** @description What its owner calls the device. */
            device_name: string;
            /** @description Name, where the directory has it. */
            name: string;
            /** @description Person of the device. */
            person?: string | null;
            /** @description Telephone of the post, for asking back. */
            phone: string;
            /**
             * Format: int64
             * @description When the hub took it, Unix milliseconds.
             */
            received?: number | null;
            /** @description Post of the person, in words. */
            role: string;
            /** @description Whether this is the value all replicas show meanwhile. */
            shown: boolean;
            /** @description The value. */
            value: Record<string, never>;
            /** @description The value in words. */
            value_word: string;
        };
        /** @description What was put in force. */
        Adopted: {
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /** @description Who and what a plan affects. */
        Affected: {
            /** @description Names of cells that begin or change, with their hamlets. */
            after: string[];
            /** @description Names of cells that end. */
            ended: string[];
            /** @description Households that go to another cell. */
            households: number;
            /** @description Open incidents: they stay with the cell they were reported in until they are over. */
            open_incidents: number;
            /** @description People in them. */
            people: number;
            /** @description Phones that will hold something else. */
            phones: string[];
            /** @description Posts to be filled anew, each with who holds it now. */
            posts: string[];
            /** @description What a person should look at before. */
            warnings: string[];
        };
        /** @description Another choice for a settled field. */
        Again: {
            /** @description The value. */
            value: Record<string, never>;
        };
        /** @description Those that a choice settles, or how many it has settled. */
        AlikeAnswer: {
            /** @description Those it would settle; empty once they are. */
            rows: components["schemas"]["AlikeRow"][];
            /** @description How many are settled. */
            settled: number;
        };
        /** @description One choice for all of a kind. */
        AlikeAsked: {
            /**
             * Format: int32
             * @description The device whose value is chosen.
             */
            device: number;
            /** @description The documents that were shown; left out to be shown them. */
            documents?: string[] | null;
            /** @description Field. */
            field: string;
            /** @description Member of the field. */
            member?: string | null;
        };
        /** @description One of those that an [`Alike`] settles. */
        AlikeRow: {
            /** @description The value that is chosen, in words. */
            chosen: string;
            /** @description The document. */
            document: string;
            /** @description Member of the field. */
            member?: string | null;
            /** @description The value that is not, in words. */
            other: string;
            /** @description What it is about. */
            title: string;
        };
        /** @description One thing that may be done. */
        Allowed: {
            /** @description What. */
            action: string;
            /** @description Whether reading is of masked values there. */
            masked: boolean;
            /** @description How near it must be: the widest relation of any of the roles. */
            within: string;
        };
        /** @description Two records that are of two people. */
        Apart: {
            /** @description One person. */
            one: string;
            /** @description The other. */
            other: string;
            /** @description Cell, village or township in which the pair was shown. */
            place: string;
        };
        /** @description An assignment. */
        Assigned: {
            /** @description Its id. */
            id: string;
        };
        /** @description A page of the chain. */
        AuditPage: {
            /**
             * Format: int64
             * @description Where the next page begins.
             */
            next: number;
            /** @description Records of the caller's township, oldest first. */
            records: Record<string, never>[];
        };
        /** @description Days away. */
        Away: {
            /** @description First day back; left out while it is not known. */
            back?: string | null;
            /** @description First day away. */
            from: string;
        };
        /** @description One bar. */
        Bar: {
            /** @description How many: `{"exact": n}`, or `"few"` for less than five. */
            count: Record<string, never>;
            /** @description What it is called: a day, a span, a reason. */
            label: string;
        };
        /** @description What a page must know to draw it. */
        BaseShown: {
            /** @description How its tiles are drawn. */
            kind: components["schemas"]["TileKind"];
            /**
             * Format: int32
             * @description Greatest zoom that it has.
             */
            max_zoom: number;
            /**
             * Format: int32
             * @description Smallest zoom that it has.
             */
            min_zoom: number;
            /**
             * @description Where its tiles are, with `{z}`, `{x}` and `{y}`; without it they are in the file that the hub
             *     hands out in parts.
             */
            tiles?: string | null;
        };
        /** @description A session begun; its token is in the cookie only. */
        Begun: {
            /** @description To be sent in the header `x-csrf` with every change. */
            csrf: string;
            /** @description Whether nothing but a change of password is open. */
            must_change: boolean;
            /** @description Who. */
            who: components["schemas"]["Who"];
        };
        /** @description What a list of the directory brings. */
        Brought: {
            /** @description Assignments, new or amended. */
            assignments: number;
            /** @description Cells, new or amended. */
            cells: number;
            /** @description Hamlets, new or amended. */
            hamlets: number;
            /** @description Officers, new or amended. */
            officers: number;
            /** @description People, new or amended. */
            people: number;
            /** @description Posts, new. */
            posts: number;
            /** @description Rows that say what the directory says already. */
            unchanged: number;
        };
        /** @description What seals a card. */
        CardAsked: {
            /** @description The officer's pass-phrase, eight characters or more, typed by the officer. */
            pass: string;
        };
        /** @description An officer's card, to be printed once. */
        CardMade: {
            /** @description The code, as SVG. */
            svg: string;
            /** @description The text of the code. */
            text: string;
        };
        /** @description One category. */
        Category: {
            /** @description Added by this project to the tree of the source. */
            added?: boolean;
            /** @description Made only by converting an incident, never reported. */
            by_conversion?: boolean;
            /** @description Numbers to call before any form is filled in. */
            call?: string[];
            /** @description Code, such as `H01`. */
            code: string;
            /**
             * Format: int32
             * @description The grade proposed to the duty officer, 1 to 4.
             */
            grade: number;
            /** @description Finer kinds. */
            kinds?: string[];
            /** @description Reported as a sealed record for this purpose, never as an ordinary incident. */
            sealed?: string | null;
            /** @description Rule of the deadline table that overrides the grade's limit. */
            statute?: string | null;
            /** @description Name. */
            zh: string;
        };
        /** @description A category of incidents. */
        CategoryWord: {
            /** @description Made by conversion only. */
            by_conversion: boolean;
            /** @description Code, such as `H01`. */
            code: string;
            /** @description Letter of its domain. */
            domain: string;
            /** @description What the domain is called. */
            domain_word: string;
            /**
             * Format: int32
             * @description Grade proposed to the duty officer.
             */
            grade: number;
            /** @description Reported to a named post, never as an incident. */
            sealed: boolean;
            /** @description Statutory rule that overrides the grade's limit. */
            statute?: string | null;
            /** @description What it is called. */
            word: string;
        };
        /** @description The tasks of one template in one cell or village. */
        CellProgress: {
            /** @description Closed without a visit: declined, target gone and the like. */
            closed_otherwise: Record<string, never>;
            /** @description Finished. */
            done: Record<string, never>;
            /** @description Of those, to be finished within seven days. */
            due: Record<string, never>;
            /** @description Of those, past their last day. */
            late: Record<string, never>;
            /** @description Why those are late, in words, with how many. */
            late_by_reason: components["schemas"]["LateReason"][];
            /** @description Its name. */
            name: string;
            /** @description Not finished. */
            open: Record<string, never>;
            /** @description The cell or village. */
            scope: string;
            /** @description Village it belongs to. */
            village_name: string;
        };
        /** @description A cell 网格. */
        CellShown: {
            /** @description Code today, empty if none. */
            code: string;
            /** @description Hamlets. */
            hamlets: components["schemas"]["HamletShown"][];
            /** @description Who is in post today. */
            holders: components["schemas"]["HolderShown"][];
            /** @description The cell. */
            id: string;
            /** @description Name. */
            name: string;
            /** @description Corners of the outline, longitude and latitude; empty if it was never drawn. */
            outline: number[][];
            /** @description Whether nobody answers for it today. */
            uncovered: boolean;
            /** @description Village. */
            village?: string | null;
            /** @description Name of the village. */
            village_name: string;
        };
        /** @description What stays: a signed word on what was destroyed. */
        Certificate: {
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /**
             * Format: int64
             * @description By when no backup can bring it back, Unix milliseconds.
             */
            backups_reached_by: number;
            /** @description Legal basis. */
            basis: string;
            /** @description Documents and ledgers destroyed. */
            destroyed: string[];
            /** @description Identity of the certificate. */
            id: string;
            /** @description Signature of the hub over the fields above, hexadecimal. */
            signature: string;
            /** @description The household or person. */
            subject: string;
        };
        /** @description One change. */
        Change: {
            /** @description Which, where it has an id. */
            id?: string | null;
            /** @description Township it belongs to; nil for the county. */
            org: string;
            /** @description What. */
            thing: components["schemas"]["Thing"];
        };
        /** @description One decision. */
        ChoiceMade: {
            /** @description Field. */
            field: string;
            /** @description Member of the field. */
            member?: string | null;
            /** @description The value chosen or written. */
            value: Record<string, never>;
        };
        /** @description One of several. */
        Choosable: {
            /**
             * Format: int32
             * @description As it is stored.
             */
            code: number;
            /** @description What it is called. */
            word: string;
        };
        /** @description What is due next, in words. */
        Clock: {
            /**
             * Format: int64
             * @description By when, Unix milliseconds.
             */
            at: number;
            /** @description Whose turn it is. */
            debtor: string;
            /** @description Who that is, such as 承办单位. */
            debtor_word: string;
            /** @description How near the end is: `calm`, `soon`, `late`. */
            nearness: string;
            /** @description Whether it may still move. */
            provisional: boolean;
            /** @description What is waited for. */
            what: string;
            /** @description What it is called, such as 受理. */
            what_word: string;
            /** @description In words: 「10月9日前，还有 3 个工作日」. */
            words: string;
            /**
             * Format: int64
             * @description Working days left, negative once it is over.
             */
            working_days_left: number;
        };
        /** @description What an officer does with a clue. */
        ClueAsked: {
            /** @enum {string} */
            step: "take";
        } | {
            /** @description Why, as the teller reads it. */
            reason: string;
            /** @enum {string} */
            step: "drop";
        };
        /** @description A clue in the inbox. */
        ClueShown: {
            /** @description Who told it. */
            by: string;
            /** @description Name of the cell. */
            cell: string;
            /** @description The clue. */
            id: string;
            /** @description The incident it was made from. */
            incident?: string | null;
            /** @description Whether the caller may take or drop it. */
            may_step: boolean;
            /** @description The officer who took it up. */
            officer?: string | null;
            /** @description Photos. */
            photos: components["schemas"]["PhotoShown"][];
            /** @description Where, in words. */
            place: string;
            point?: components["schemas"]["EvidencePoint"] | null;
            /** @description Why it was dropped. */
            reason?: string | null;
            /**
             * Format: int64
             * @description When it was seen, Unix milliseconds.
             */
            seen: number;
            /** @description The set that officers opened after it. */
            set?: string | null;
            /** @description Stable name: `told`, `taken`, `followed`, `dropped`. */
            state: string;
            /** @description The same in words. */
            state_word: string;
            /** @description What was told. */
            words: string;
        };
        /** @description The inbox. */
        Clues: {
            /** @description The clues, newest first. */
            clues: components["schemas"]["ClueShown"][];
            /** @description What a clue is, to stand above the list. */
            what: string;
        };
        /** @description A one-time code. */
        Code: {
            /** @description To be typed or read aloud. */
            code: string;
            /** @description What the QR code says. */
            qr: string;
            /** @description The QR code as SVG, drawn here: a picture of a secret is asked of nobody else. */
            svg: string;
        };
        /** @description For whom a code is made. */
        CodeFor: {
            /** @description Person of the directory. */
            person: string;
        };
        /** @description A code of an authenticator. */
        CodeGiven: {
            /** @description Six digits. */
            code: string;
        };
        /** @description How much work there is, of all that the caller sees: for work, not for comparing anybody. */
        Counts: {
            /** @description Due today. */
            due_today: number;
            /** @description Late. */
            late: number;
            /** @description Open. */
            open: number;
            /** @description Waiting to be verified. */
            to_verify: number;
            /** @description Not accepted yet. */
            untaken: number;
            /** @description Of these, critical. */
            urgent: number;
            /** @description Of these, critical. */
            urgent_untaken: number;
        };
        /** @description What became of one item. */
        Decision: {
            /** @enum {string} */
            decision: "open";
        } | {
            /** @enum {string} */
            decision: "refused";
            /** @description Why. */
            reason: string;
        } | {
            /** @enum {string} */
            decision: "taken";
        } | {
            /** @enum {string} */
            decision: "ineffective";
        } | {
            /** @enum {string} */
            decision: "left_out";
        } | {
            /** @enum {string} */
            decision: "erased";
        };
        /** @description An incident in full. */
        Detail: components["schemas"]["IncidentRow"] & {
            /** @description A clue made of it waits for its answer. */
            clue_open: boolean;
            /** @description Whether it was extended once. */
            extended: boolean;
            /** @description Incidents that go on in this one. */
            joined: components["schemas"]["Joined"][];
            /** @description The incident this one goes on in. */
            main?: string | null;
            /** @description Steps of the caller's roles now. */
            offers: components["schemas"]["OfferShown"][];
            /** @description The place in words. */
            place: string;
            /** @description The report's words in full. */
            report: string;
            /** @description Who reported it. */
            reporters: components["schemas"]["ReporterShown"][];
            /** @description Whether it was returned once; a second dispute is the leader's. */
            returned: boolean;
            /**
             * Format: int32
             * @description How often verification failed.
             */
            reworks: number;
            /** @description Steps in the hub's order. */
            steps: components["schemas"]["StepShown"][];
            /** @description Who may be asked whether it is really done: neither handled it nor is of a unit that did. */
            verifiers: components["schemas"]["ReporterShown"][];
        };
        /** @description A device as shown in the console. */
        Device: {
            /** @description App version at enrolment. */
            app: string;
            /**
             * Format: int64
             * @description When it was enrolled, Unix milliseconds.
             */
            enrolled: number;
            /**
             * Format: int64
             * @description When a second copy of the phone was first heard of, Unix milliseconds.
             */
            forked?: number | null;
            /** @description What its owner calls it. */
            name: string;
            /**
             * Format: int32
             * @description Its number.
             */
            number: number;
            /** @description The person it is bound to. */
            person: string;
            /**
             * Format: int64
             * @description When it last exchanged, Unix milliseconds.
             */
            seen?: number | null;
            /** @description State. */
            state: Record<string, never>;
        };
        /** @description A draft, and what keeps it from being published. */
        Drafted: {
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /** @description Who wrote it last. */
            by: string;
            /** @description What keeps it from being published, as sentences; nothing if it may be. */
            findings: string[];
            /** @description Township it was drafted in; nil for the county. */
            org: string;
            /** @description Name of the township; empty for the county. */
            org_name: string;
            /** @description The template in full, as `PUT` takes it. */
            template: Record<string, never>;
        };
        /** @description A dry run. */
        DryRun: {
            /** @description Whether it may be accepted. */
            acceptable: boolean;
            /** @description What a list of the directory brings. */
            directory: components["schemas"]["Brought"];
            /** @description What was found, by sheet and row. */
            findings: components["schemas"]["Found"][];
            /** @description Households the list has. */
            households: number;
            /** @description To be named when it is accepted. */
            id: string;
            /** @description Residents or the directory. */
            kind: components["schemas"]["ListKind"];
            /** @description Findings left out of the list above. */
            more: number;
            /** @description People the list has. */
            people: number;
            /** @description What a list of residents brings. */
            residents: components["schemas"]["Residents"];
        };
        /** @description A duty list that a post carries. */
        DutyList: {
            /** @description Name of the list, as adopted. */
            id: string;
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /** @description The last day of a post. */
        Ended: {
            /** @description First day on which the post is no longer held, today at the earliest. */
            on: string;
        };
        /** @description What was entered. */
        Entered: {
            /** @description Its id. */
            id: string;
        };
        /** @description Where an entry of a set stands in the log. */
        EntryProof: {
            /**
             * Format: int64
             * @description When the hub took it, Unix milliseconds.
             */
            at: number;
            /**
             * Format: int32
             * @description The device that said it; 0 for the hub.
             */
            device: number;
            /** @description The entry. */
            entry: string;
            /**
             * Format: int64
             * @description Number of its leaf, from 0.
             */
            index: number;
            /** @description Its leaf, hexadecimal: SHA-256 of salt and entry. */
            leaf: string;
            /** @description Hashes of the inclusion proof (RFC 6962 §2.1.1), hexadecimal. */
            path: string[];
            /** @description The salt, hexadecimal. */
            salt: string;
        };
        /** @description Who is erased, and why. */
        ErasureAsked: {
            /** @description Legal basis, without names. */
            basis: string;
            /** @description The household. */
            household: string;
            /** @description One person of it; the whole household if left out. */
            person?: string | null;
        };
        /** @description An item. */
        EvidenceItem: {
            /** @description How far its file has come, in words. */
            arrival: string;
            /**
             * Format: int64
             * @description When, as far as known, Unix milliseconds.
             */
            at: number;
            /**
             * Format: int64
             * @description Its size.
             */
            bytes: number;
            /** @description Hand-overs. */
            custody: components["schemas"]["HandedShown"][];
            /** @description Derivatives: purpose and SHA-256. */
            derived: [
                string,
                string
            ][];
            /** @description What must be said of it, in words. */
            doubts: string[];
            /** @description What its kind asks for: name and value. */
            fields: [
                string,
                string
            ][];
            /** @description Holder, party or witness, in words. */
            holder?: string | null;
            /** @description What was checked and holds, in words. */
            holds: string[];
            /** @description The item. */
            id: string;
            /** @description Who has it now. */
            keeper: string;
            /** @description Its kind, in words. */
            kind: string;
            /** @description How it came to be, in words, with reason and origin. */
            method: string;
            /** @description Its media type. */
            mime: string;
            /** @description Its number in the set: 证, the kind's number, the item's. */
            number: string;
            /** @description Who captured it. */
            officer: string;
            /** @description Where, in words. */
            place: string;
            point?: components["schemas"]["EvidencePoint"] | null;
            /** @description What it is to prove. */
            proves: string;
            /** @description SHA-256 of the original, hexadecimal. */
            sha256: string;
            /** @description SM3 of the original, hexadecimal. */
            sm3: string;
            /** @description The four facts of time and what they are worth, in words. */
            times: string[];
            /** @description What it is. */
            title: string;
            /** @description Who was told. */
            told: string;
        };
        /** @description A point as shown. */
        EvidencePoint: {
            /**
             * Format: int32
             * @description Accuracy, metres.
             */
            accuracy_m: number;
            /**
             * Format: double
             * @description Latitude.
             */
            lat: number;
            /**
             * Format: double
             * @description Longitude, degrees, WGS-84.
             */
            lon: number;
            /** @description Whether the system says that it was made up. */
            mock: boolean;
            /** @description Where it comes from, in words. */
            source: string;
        };
        /** @description A document in conflict. */
        Explained: components["schemas"]["WaitingRow"] & {
            /** @description What was said to those who were asked back; empty if nothing was. */
            asked_words: string;
            /** @description Fields in conflict. */
            conflicts: components["schemas"]["FieldConflict"][];
            /** @description Phones that will receive a choice. */
            receivers: components["schemas"]["Receiver"][];
        };
        /** @description A list that is wanted. */
        ExportAsked: {
            /** @description In which form. */
            format: components["schemas"]["Format"];
            /** @description What. */
            kind: components["schemas"]["Kind"];
            /** @description The evidence set, for a bundle. */
            object?: string | null;
            /** @description Cell, village or township. */
            place: string;
            /** @description What for. */
            purpose: string;
        };
        /** @description An export as shown. */
        ExportShown: {
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /** @description Who asked. */
            by: string;
            /** @description Who decided. */
            decided_by?: string | null;
            /**
             * Format: int64
             * @description When it was last fetched, Unix milliseconds.
             */
            fetched?: number | null;
            /** @description In which form. */
            format: components["schemas"]["Format"];
            /** @description The export. */
            id: string;
            /** @description What. */
            kind: components["schemas"]["Kind"];
            /** @description Whether the caller may decide it. */
            may_decide: boolean;
            /** @description Whether the caller asked for it. */
            mine: boolean;
            /** @description The evidence set of a bundle. */
            object?: string | null;
            /**
             * Format: int32
             * @description How many people it holds.
             */
            people: number;
            /** @description Of which place. */
            place_name: string;
            /** @description What for, in the words of who asked. */
            purpose: string;
            /** @description Where it stands. */
            stands: components["schemas"]["Stands"];
        };
        /** @description One field in conflict. */
        FieldConflict: {
            /** @description The values. */
            accounts: components["schemas"]["Account"][];
            /** @description Field. */
            field: string;
            /** @description What it is called. */
            field_word: string;
            /** @description How a value of one's own is written. */
            input: components["schemas"]["Input"];
            /** @description Member of the field. */
            member?: string | null;
            /** @description Name of the member. */
            member_name: string;
            /** @description What every writer had seen there, in words; empty if nothing stood there. */
            seen_word: string;
            /**
             * @description How many other documents of the caller's have the same field in conflict between the same
             *     phones.
             */
            similar: number;
        };
        /** @description A correction of one field. */
        FieldCorrection: {
            /** @description Field. */
            field: string;
            /** @description Member of the field. */
            member?: string | null;
            /** @description The value that was on the screen; left out by whoever reads masked. */
            seen?: Record<string, never> | null;
            /** @description What is right. */
            value: Record<string, never>;
        };
        /** @description One field of a household. */
        FieldShown: {
            /** @description Stable name. */
            field: string;
            /** @description Whether two people wrote different values. */
            in_conflict: boolean;
            /** @description How it is corrected. */
            input: components["schemas"]["Input"];
            /** @description Member of the field. */
            member?: string | null;
            /** @description The value itself; left out where it is masked. */
            value?: Record<string, never> | null;
            /** @description The value in words, masked where the role sees no more. */
            value_word: string;
            /** @description What it is called. */
            word: string;
            /** @description Who wrote it. */
            written: components["schemas"]["Written"];
        };
        /** @description The figures of the caller's township. */
        Figures: {
            /** @description Due in each of the next ten working days. */
            due: components["schemas"]["Bar"][];
            /** @description Late, by what is waited for. */
            late_by_reason: components["schemas"]["Bar"][];
            /** @description Open, by how long. */
            open_by_age: components["schemas"]["Bar"][];
            /** @description Phones, by how long they were not heard. */
            phones_by_silence: components["schemas"]["Bar"][];
            /** @description Open and came back, by why. */
            returned_by_reason: components["schemas"]["Bar"][];
            /** @description Came in and closed, by week. */
            weeks: components["schemas"]["Week"][];
        };
        /**
         * @description In which form.
         * @enum {string}
         */
        Format: "xlsx" | "csv" | "geojson" | "zip" | "print";
        /** @description One thing that was found, and where. No value of the list is repeated. */
        Found: {
            /** @description Heading of the column; empty if it is about the row. */
            column: string;
            /** @description Whether it keeps the list from being imported; else it is a warning. */
            fault: boolean;
            /** @description Row as the sheet numbers it; the heading row is 1. */
            row: number;
            /** @description All of it as a sentence. */
            sentence: string;
            /** @description Name of the sheet; empty for CSV. */
            sheet: string;
        };
        /** @description The limits of one grade. */
        GradeLimits: {
            /** @description From the hub's receipt of the report to 受理. */
            accept: components["schemas"]["Period"];
            /**
             * Format: int32
             * @description Share of the time after which the leader is told, percent.
             */
            amber_percent: number;
            /**
             * Format: int32
             * @description 首报 by telephone to the county, minutes.
             */
            first_report_minutes?: number | null;
            /**
             * Format: int32
             * @description Which grade, 1 to 4.
             */
            grade: number;
            /** @description From acceptance to the end of handling. */
            handle: components["schemas"]["Period"];
            repair?: components["schemas"]["Period"] | null;
            /** @description From acceptance to the first answer. */
            respond: components["schemas"]["Period"];
            /** @description What it is called. */
            zh: string;
        };
        /** @description What there is to lie under the map. */
        Ground: {
            base?: components["schemas"]["BaseShown"] | null;
            /** @description Roads as GeoJSON lines. */
            roads: Record<string, never>;
        };
        /** @description A hamlet 自然村. */
        HamletShown: {
            /** @description The hamlet. */
            id: string;
            /** @description Name. */
            name: string;
            point?: components["schemas"]["PointShown"] | null;
        };
        /** @description 交接. */
        HandedOver: {
            /** @description On which day. */
            on: string;
            /**
             * Format: int32
             * @description How many open tasks go to the successor.
             */
            open_tasks?: number;
            /** @description Who takes over. */
            to: string;
        };
        /** @description A hand-over. */
        HandedShown: {
            /**
             * Format: int64
             * @description When, by the giver's device, Unix milliseconds.
             */
            at: number;
            /** @description What was checked, in words. */
            check: string;
            /** @description Who gave. */
            from: string;
            /** @description Who took. */
            to: string;
            /** @description Why and where. */
            why: string;
        };
        /** @description The way from one head to the newest. */
        HeadProof: {
            /** @description The head asked for. */
            earlier: components["schemas"]["HeadShown"];
            /** @description The newest head. */
            later: components["schemas"]["HeadShown"];
            /** @description Hashes of the consistency proof (RFC 6962 §2.1.2), hexadecimal. */
            path: string[];
        };
        /** @description A tree head, as it is printed and kept. */
        HeadShown: {
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /** @description The day it was signed on. */
            day: string;
            /** @description Its fingerprint, as it is printed. */
            fingerprint: string;
            /** @description The hub's public key, hexadecimal. */
            key: string;
            /** @description What was signed, hexadecimal. */
            message: string;
            /** @description Its Merkle tree hash, hexadecimal. */
            root: string;
            /** @description The signature, hexadecimal. */
            signature: string;
            /**
             * Format: int64
             * @description How many entries the log had.
             */
            size: number;
            /** @description Time stamps of authorities over what was signed, how many. */
            stamps: number;
        };
        /** @description How the hub is. */
        Health: {
            /** @description What wants a person: `low_disk`, `backup_old`, `no_backup`. */
            attention: string[];
            /**
             * Format: int64
             * @description Age of the newest verified backup, seconds.
             */
            backup_age_s?: number | null;
            /**
             * Format: int32
             * @description Grows with each restore.
             */
            epoch: number;
            /**
             * Format: int64
             * @description Free bytes on the disk of the data folder.
             */
            free_bytes: number;
            /** @description Training or production. */
            mode: components["schemas"]["Mode"];
            /** @description `ok`, or `attention` if something in `attention` wants a person. */
            status: string;
            /** @description Version of the program. */
            version: string;
        };
        /** @description One exchange, as it helps to find out why something does not work. */
        Heard: {
            /** @description Entries taken. */
            accepted: number;
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /**
             * Format: int64
             * @description Difference of the phone's clock to the hub's, seconds.
             */
            clock_off_s: number;
            /** @description Why the exchange failed; empty if it did not. */
            failure: string;
            /** @description The same in words, with what to do. */
            failure_words: string;
            /** @description Entries that came too late: 未生效. */
            ineffective: number;
            /** @description Whether there was more to fetch than fitted. */
            more: boolean;
            /** @description Entries set aside for a person. */
            quarantined: number;
            /** @description Why they went back, in words, each once. */
            reasons: string[];
            /** @description Entries that went back as drafts. */
            refused: number;
            /**
             * Format: int32
             * @description Entries that the phone still held beside what it sent, by its own count.
             */
            unsent_entries: number;
            /**
             * Format: int32
             * @description Files that the phone still held.
             */
            unsent_files: number;
        };
        /** @description One change of a household. */
        HistoryLine: {
            /** @description What is different after it. */
            fields: components["schemas"]["FieldShown"][];
            /**
             * Format: int64
             * @description When the hub took it, Unix milliseconds.
             */
            received: number;
            /** @description Who and when. */
            written: components["schemas"]["Written"];
        };
        /** @description Somebody in a post. */
        HolderShown: {
            /** @description The assignment. */
            assignment: string;
            /** @description Whether the deputy acts today. */
            deputised: boolean;
            /** @description AB 角 by id. */
            deputy?: string | null;
            /** @description AB 角: who stands in. */
            deputy_name: string;
            /** @description 定责: the duty lists it carries. */
            duties: components["schemas"]["DutyList"][];
            /** @description From when, `2026-01-01`. */
            from?: string | null;
            /** @description Name. */
            name: string;
            /** @description The person. */
            person: string;
            /** @description Work telephone, empty if none. */
            phone: string;
            /** @description Title of the post. */
            post: string;
            /** @description Whether it is on the village's notice board. */
            published: boolean;
            /** @description Role of the post. */
            role: string;
            /** @description What the role is called. */
            role_word: string;
            /** @description Unit, village or cell it is held for. */
            scope: string;
            /** @description Name of the scope. */
            scope_name: string;
            /** @description First day on which it no longer holds. */
            to?: string | null;
        };
        /** @description A stream of a phone. */
        Holding: {
            /**
             * Format: int64
             * @description When it was lost, Unix milliseconds.
             */
            ended?: number | null;
            /** @description Whether the phone reads it. */
            reads: boolean;
            /** @description Name of the cell, village, unit or post. */
            scope_name: string;
            /** @description What it holds, in words. */
            words: string;
        };
        /** @description Households that were made one. */
        HomesRow: {
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /** @description Who said so. */
            by: string;
            /** @description The household that ended. */
            ended: string;
            /** @description Its head, masked as the caller reads it. */
            head: string;
            /** @description The household that goes on. */
            kept: string;
        };
        /** @description What it means that two households are one. */
        HomesShown: {
            /** @description Who comes along. */
            moving: string[];
            /**
             * @description Everybody of the household that ends, to be handed back when it is settled: a preview holds for
             *     those who were in it.
             */
            people: string[];
            /** @description Phones that receive it, by the names of their people. */
            phones: string[];
            /** @description Whether those who come along are asked anew how they stand to the head. */
            relation_asked: boolean;
            /** @description What the household that goes on lacks and takes over, in words. */
            taken: string[];
            /** @description Who is in both: the second record ends as entered twice. */
            twice: string[];
        };
        /** @description A household in a list. */
        HouseholdLine: {
            /** @description Cell. */
            cell: string;
            /** @description Name of the cell. */
            cell_name: string;
            /** @description Hamlet, by name. */
            hamlet: string;
            /** @description Head of the household, masked where the role sees no more. */
            head: string;
            /** @description Identity. */
            id: string;
            /** @description Whether values are masked. */
            masked: boolean;
            /** @description How many people belong to it now. */
            people: number;
        };
        /** @description A page of households. */
        HouseholdPage: {
            /** @description The households. */
            items: components["schemas"]["HouseholdLine"][];
            /** @description How many fit the question in all. */
            total: number;
        };
        /** @description A household as shown. */
        HouseholdShown: {
            /** @description Address; the hamlet alone where the role sees no more. */
            address: string;
            /** @description Cell. */
            cell: string;
            /** @description Identity. */
            id: string;
            /** @description Whether values are masked. */
            masked: boolean;
            /** @description Members. */
            people: components["schemas"]["PersonShown"][];
        };
        /** @description An incident as a row of the desk. */
        IncidentRow: components["schemas"]["Summary"] & {
            /** @description What the category is called. */
            category_word: string;
            /** @description Name of the cell. */
            cell_name: string;
            clock?: components["schemas"]["Clock"] | null;
            /** @description Photos and documents. */
            files: number;
            /** @description Name of the hamlet. */
            hamlet_name: string;
            /** @description Name of the handler. */
            handler_name: string;
            /** @description Names of those who have it open now. */
            looking: string[];
            /** @description Whether words and names are masked. */
            masked: boolean;
            point?: components["schemas"]["PointShown"] | null;
            /** @description Name of the unit it lies with. */
            unit_name: string;
            /** @description 特急: by its grade, before registration by that of its category. */
            urgent: boolean;
            /** @description How many steps took effect; goes into `seen` of the next step. */
            version: number;
        };
        /** @description A page of incidents. */
        Incidents: {
            /** @description How much work there is, whatever the question. */
            counts: components["schemas"]["Counts"];
            /** @description The incidents. */
            items: components["schemas"]["IncidentRow"][];
            /** @description Where the next page begins; nothing on the last one. */
            next?: string | null;
            /** @description How many fit the question in all. */
            total: number;
        };
        /** @description How a field is written. */
        Input: {
            /** @description As what. */
            kind: components["schemas"]["InputKind"];
            /** @description What there is to choose from. */
            options: components["schemas"]["Choosable"][];
        };
        /**
         * @description How a value is entered.
         * @enum {string}
         */
        InputKind: "text" | "date" | "code" | "bool" | "number" | "fixed";
        /** @description One input of a question. */
        InputShown: {
            /** @description Whether the target answers it, so that nobody is asked. */
            from_target: boolean;
            /**
             * @description Kind: `yes_no`, `single`, `multi`, `number`, `date`, `time`, `text`, `reference`, `point`,
             *     `signature`, `document`.
             */
            kind: string;
            /** @description A short label beside it; empty where the question says enough. */
            label: string;
            /** @description Options of a list, in order. */
            options: string[];
            /**
             * Format: int32
             * @description Its number within the question.
             */
            part: number;
            /** @description What is counted. */
            unit: string;
        };
        /** @description What an order to issue led to. */
        IssuedReport: {
            /** @description Tasks that were issued or done before. */
            already: number;
            /** @description Tasks issued now. */
            issued: number;
            /** @description Targets that were not found in the caller's township. */
            unknown: string[];
        };
        /** @description An item as it stands. */
        Item: {
            /** @description Its JSON. */
            body: Record<string, never>;
            /** @description Its id. */
            id: string;
        };
        /** @description An entry of a lot as shown: what it is about, never what it says. */
        ItemShown: components["schemas"]["Decision"] & {
            /** @description Fields of the document that it writes, as far as they can be told. */
            fields: string[];
            /** @description `household`, `needs`, `task`, `place`, `ledger` or `sealed`; empty once destroyed. */
            kind: string;
            /** @description The document or the object of the ledger. */
            object?: string | null;
            /**
             * Format: int32
             * @description Its place in the lot, from 0.
             */
            place: number;
        };
        /** @description An incident that goes on in another. */
        Joined: {
            /** @description The incident. */
            id: string;
            /** @description Its number, if it had one. */
            number?: string | null;
            /** @description First words of its report. */
            words: string;
        };
        /** @description A person who joins a household. */
        Joining: {
            /** @description As above. */
            although_known?: boolean;
            /** @description Who. */
            person: components["schemas"]["NewPerson"];
        };
        /**
         * @description What is listed.
         * @enum {string}
         */
        Kind: "incidents" | "households" | "people" | "posts" | "hamlets" | "evidence" | "places" | "tasks" | "records" | "conflicts" | "twins";
        /** @description How many for one reason. */
        LateReason: {
            /** @description How many. */
            count: Record<string, never>;
            /** @description What people read. */
            word: string;
        };
        /**
         * @description What a list holds.
         * @enum {string}
         */
        ListKind: "roster" | "directory";
        /** @description A log-in. */
        LogIn: {
            /** @description Code of the second factor, where one is wanted. */
            code?: string | null;
            /** @description Name. */
            login: string;
            /** @description Password. */
            password: string;
        };
        /** @description One look at the data of a person. */
        Look: {
            /** @description What was done, such as `household.reveal`. */
            action: string;
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /** @description Field and reason, in words. */
            detail: string;
            /** @description In which role. */
            role: string;
        };
        /** @description Whether somebody looks at an incident or has left it. */
        Looking: {
            /** @description True every few seconds while it is open, false when it is left. */
            looks: boolean;
        };
        /** @description A lot as shown. */
        LotShown: {
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /**
             * Format: int32
             * @description How many entries it holds.
             */
            count: number;
            /**
             * Format: int32
             * @description Device it came from.
             */
            device: number;
            /** @description The lot. */
            id: string;
            /** @description The entries, without any value. */
            items: components["schemas"]["ItemShown"][];
            /** @description Name, where the directory has it. */
            name: string;
            /**
             * Format: int32
             * @description How many of them still wait for a person.
             */
            open: number;
            /** @description Person of the device. */
            person: string;
            /** @description Why it was set aside. */
            reason: components["schemas"]["Reason"];
        };
        /** @description The person of a new log-in. */
        Made: {
            /** @description The person. */
            person: string;
        };
        /** @description The caller, and the hub. */
        Me: {
            /** @description To be sent in the header `x-csrf` with every change. */
            csrf: string;
            /** @description The hub. */
            hub: components["schemas"]["Meta"];
            /** @description Whether nothing but a change of password is open. */
            must_change: boolean;
            /** @description What the roles may do. */
            rights: components["schemas"]["Right"][];
            /** @description Who. */
            who: components["schemas"]["Who"];
        };
        /** @description Which of two records goes on. */
        MergeTwins: {
            /** @description Ends as entered twice. */
            end: components["schemas"]["RecordOf"];
            /** @description Goes on. */
            keep: components["schemas"]["RecordOf"];
        };
        /** @description What this hub is. */
        Meta: {
            /** @description Who runs this, and where to complain. */
            about: components["schemas"]["About"];
            /** @description What every screen and print of a training hub shows: 练习; empty in production. */
            banner: string;
            /**
             * Format: int32
             * @description Grows with each restore.
             */
            epoch: number;
            /** @description Training or production. */
            mode: components["schemas"]["Mode"];
            /** @description Whether the first administrator is still to be made with the set-up code. */
            needs_setup: boolean;
            /** @description Version of the program. */
            version: string;
        };
        /**
         * @description Whether a hub is for training 练习 or for real data; fixed for ever at its creation.
         * @enum {string}
         */
        Mode: "training" | "production";
        /** @description A stable name with its word. */
        NameWord: {
            /** @description As it stands in answers. */
            name: string;
            /** @description What it is called. */
            word: string;
        };
        /** @description Somebody for a post. */
        NewAssignment: {
            /** @description AB 角: who stands in. */
            deputy?: string | null;
            /** @description First day. */
            from: string;
            /** @description Who. */
            person: string;
            /** @description In which post. */
            post: string;
            /** @description For which cell, village, office or township. */
            scope: string;
        };
        /** @description A household as somebody writes it in a form. */
        NewHousehold: {
            /** @description House number or where it lies. */
            address?: string;
            /** @description Whether to go on although somebody of the same name and birthday is listed in the township. */
            although_known?: boolean;
            /** @description The hamlet, which decides the cell. */
            hamlet: string;
            /** @description Its people; one of them the head. */
            people: components["schemas"]["NewPerson"][];
        };
        /** @description A report taken down at the desk. */
        NewIncident: {
            /** @description Category code, such as `H01`. */
            category: string;
            /** @description The cell. */
            cell: string;
            /** @description The hamlet, of the cell. */
            hamlet?: string | null;
            /** @description Number of a hotline order it stands for. */
            order?: string | null;
            paper?: components["schemas"]["PaperForm"] | null;
            /** @description The place in words. */
            place: string;
            /**
             * Format: int32
             * @description Number of the role acted in; the first that may if left out.
             */
            role?: number | null;
            /** @description What happened. */
            words: string;
        };
        /** @description One part of a split. */
        NewPart: {
            /** @description Its hamlets. */
            hamlets: string[];
            /** @description Name of the new cell. */
            name: string;
        };
        /** @description A change of the caller's own password. */
        NewPassword: {
            /** @description The new one. */
            new: string;
            /** @description The password so far. */
            old: string;
        };
        /** @description A person as somebody writes it in a form: words as in the lists. */
        NewPerson: {
            /** @description Where somebody lives who is away, down to the county. */
            away_at?: string;
            /** @description Day of birth, such as `1951-03-07`. */
            birth: string;
            /** @description Name. */
            name: string;
            /** @description What people call them 小名. */
            nickname?: string;
            /** @description Telephone. */
            phone?: string;
            /** @description Relation to the head, in a word of GB/T 4761. */
            relation: string;
            /** @description 居住状态, in a word. */
            residency: string;
            /** @description 男 or 女. */
            sex: string;
            /** @description Whether somebody seasonal is here in summer, 是 or 否. */
            summer_here?: string;
            /** @description Whether somebody seasonal is here in winter, 是 or 否. */
            winter_here?: string;
        };
        /** @description A log-in to be made. */
        NewUser: {
            /** @description Name typed at log-in. */
            login: string;
            /** @description Name shown. */
            name: string;
            /** @description Township; only the county may name another than its own. */
            org?: string | null;
            /** @description First password; must be changed at the first log-in. */
            password: string;
            /** @description Person of the directory; a new one if left out. */
            person?: string | null;
            /** @description Roles. */
            roles: components["schemas"]["RoleGiven"][];
        };
        /** @description A step that the caller may take, or why not now. */
        OfferShown: {
            /**
             * Format: int32
             * @description Number of the role it is taken in.
             */
            role: number;
            /** @description Stable name of the step, as `POST …/steps` takes it. */
            step: string;
            /** @description Why it is not open now, in words; empty if it is. */
            why_not: string;
        };
        /** @description An entry of the officers' register. */
        OfficerShown: {
            /** @description Officer's cards that were made. */
            cards: number;
            /** @description Categories. */
            categories: string[];
            /** @description Number of the certificate. */
            certificate: string;
            /** @description Whether the person may take evidence today. */
            holds_today: boolean;
            /** @description Issuer. */
            issuer: string;
            /** @description Name. */
            name: string;
            /** @description The person. */
            person: string;
            /** @description Status, in words. */
            status: string;
            /** @description Unit. */
            unit: string;
            /** @description First day. */
            valid_from?: string | null;
            /** @description Last day. */
            valid_to?: string | null;
            /** @description Versions of the entry. */
            versions: number;
        };
        /** @description Two households that are one. */
        OneHome: {
            /** @description Ends in the other. */
            end: string;
            /** @description Goes on. */
            keep: string;
            /** @description Who was in the household that ends when it was looked at. */
            people: string[];
        };
        /** @description An order to issue one template for named targets. */
        OrderAsked: {
            /**
             * Format: int64
             * @description Moment of the event, Unix milliseconds, for a template that an event opens; the calendar
             *     window in season if left out.
             */
            occasion?: number | null;
            /**
             * @description Cells, households or people, as the template's target is; a village or township stands for
             *     its cells. At most 2,000.
             */
            targets: string[];
            /** @description Template id, such as `SB-03`. */
            template: string;
        };
        /** @description Two records that may be one. */
        Pair: {
            /** @description One. */
            one: components["schemas"]["TwinShown"];
            /** @description The other. */
            other: components["schemas"]["TwinShown"];
            /** @description Why they are shown, in words. */
            reasons: string[];
            /** @description Whether everybody of one household is in the other: then the households are one. */
            whole_household: boolean;
        };
        /** @description Pairs that nobody has decided yet. */
        Pairs: {
            /** @description As many as are shown at once. */
            items: components["schemas"]["Pair"][];
            /** @description Whether there are more: they come once some of these are decided. */
            more: boolean;
        };
        /** @description One answer of a paper. */
        PaperAnswer: {
            /**
             * Format: int32
             * @description Number of the input within the question.
             */
            part: number;
            /**
             * Format: int32
             * @description Number of the question.
             */
            question: number;
            /** @description What is ticked or written, in the words of the form. */
            said: string[];
        };
        /** @description What became of a paper. */
        PaperEntered: {
            /** @description What keeps it from being taken, as sentences that name the question; nothing if it was taken. */
            findings: string[];
        };
        /** @description A paper form, as it is keyed in. */
        PaperForm: {
            /**
             * Format: int64
             * @description When it was told, Unix milliseconds.
             */
            at: number;
            /** @description Who told it; may be empty. */
            by: string;
            /** @description What was done first; may be empty. */
            first: string;
            /** @description Telephone of whoever told it; may be empty. */
            phone: string;
            /** @description Who filled the form in. */
            writer: string;
        };
        /**
         * @description What came of the visit.
         * @enum {string}
         */
        PaperOutcome: "no_change" | "answered" | "declined";
        /** @description A visit as it stands on paper. */
        PaperVisit: {
            /** @description The answers; none where nothing changed or the people declined. */
            answers: components["schemas"]["PaperAnswer"][];
            /** @description The day of the visit, `2026-10-08`. */
            day: string;
            /** @description What came of it. */
            outcome: components["schemas"]["PaperOutcome"];
            /** @description Cell, household, person or place that was visited. */
            target: string;
            /** @description Template id. */
            template: string;
            /** @description Who went: in a post of the place on that day. */
            visitor: string;
        };
        /** @description The caller's own password. */
        PasswordGiven: {
            /** @description The password. */
            password: string;
        };
        /** @description A length of time; zero hours means at once. */
        Period: {
            /**
             * Format: int32
             * @description How many.
             */
            n: number;
            /** @description Of what. */
            unit: components["schemas"]["PeriodUnit"];
        };
        /**
         * @description The units of a limit, by the names they have in the model.
         * @enum {string}
         */
        PeriodUnit: "hour" | "working" | "calendar" | "month" | "year";
        /** @description A person in a list. */
        PersonLine: {
            /**
             * Format: int32
             * @description Year of birth; `None` if masked or unknown.
             */
            born?: number | null;
            /** @description Name of the cell. */
            cell_name: string;
            /** @description Hamlet, by name. */
            hamlet: string;
            /** @description Household. */
            household: string;
            /** @description Identity. */
            id: string;
            /** @description Whether values are masked. */
            masked: boolean;
            /** @description Name, masked where the role sees no more. */
            name: string;
            /** @description Relation to the head, in a word. */
            relation: string;
            /** @description Sex in a word; empty if masked or unknown. */
            sex: string;
        };
        /** @description A page of people. */
        PersonPage: {
            /** @description The people. */
            items: components["schemas"]["PersonLine"][];
            /** @description How many fit the question in all. */
            total: number;
        };
        /** @description A person as shown. */
        PersonShown: {
            /**
             * Format: int32
             * @description Year of birth; `None` if masked or unknown.
             */
            born?: number | null;
            /** @description Identity. */
            id: string;
            /** @description Name, masked where the role sees no more. */
            name: string;
            /** @description Telephone, masked alike. */
            phone: string;
            /** @description Whether the person belongs to the household now. */
            present: boolean;
            /** @description Relation to the head, in a word. */
            relation: string;
            /** @description Sex in a word; empty if masked or unknown. */
            sex: string;
        };
        /** @description A phone in the list. */
        PhoneRow: components["schemas"]["Device"] & {
            last?: components["schemas"]["Heard"] | null;
            /** @description Name of its person. */
            person_name: string;
            /** @description Posts of its person. */
            posts: string[];
            /**
             * Format: int64
             * @description Days since it was last heard; `None` if never.
             */
            silent_days?: number | null;
            /** @description Where its wiping stands: empty, `ordered`, `told`. */
            wipe: string;
            /**
             * Format: int64
             * @description When it was told to wipe, in an answer signed over its own request, Unix milliseconds.
             */
            wipe_told?: number | null;
        };
        /** @description A phone in full. */
        PhoneShown: components["schemas"]["PhoneRow"] & {
            /**
             * Format: int64
             * @description Entries of the directory, templates among them, that it had not read when it last asked; `None`
             *     if it was not heard since the hub was started.
             */
            directory_behind?: number | null;
            /**
             * Format: int32
             * @description Which phone it was before.
             */
            formerly?: number | null;
            /** @description Last exchanges, newest first, since the hub was started. */
            heard: components["schemas"]["Heard"][];
            /** @description What it holds and may write. */
            holdings: components["schemas"]["Holding"][];
            /**
             * Format: int64
             * @description Batches up to here are in a verified backup.
             */
            horizon: number;
            /**
             * Format: int64
             * @description Number of its last judged batch.
             */
            last_batch: number;
            /** @description Published templates in force: what the phone asks once it has read the directory. */
            templates: components["schemas"]["TemplateHeld"][];
        };
        /** @description A photo of a clue. */
        PhotoShown: {
            /** @description Whether it has come; it follows its clue when the network is good. */
            here: boolean;
            /** @description SHA-256, hexadecimal. */
            sha256: string;
        };
        /** @description A place on the map. */
        PlaceShown: {
            /** @description Cell. */
            cell: string;
            /** @description Whether people may live in it: shown in close view alone. */
            dwelling: boolean;
            /** @description Identity. */
            id: string;
            /** @description What it is, in a word. */
            kind_word: string;
            /**
             * Format: double
             * @description Latitude, degrees.
             */
            lat: number;
            /** @description The letter beside the shape; empty for an ordinary place. */
            letter: string;
            /**
             * Format: double
             * @description Longitude, degrees, WGS-84.
             */
            lon: number;
            /** @description How it is drawn, such as `fire`. */
            mark: string;
            /** @description Its name; empty if it has none. */
            name: string;
        };
        /** @description A change of cells, in force today. */
        Plan: {
            /** @description The cell that ends. */
            cell: string;
            /** @enum {string} */
            change: "split";
            /** @description What it becomes; every hamlet of the cell in one part. */
            parts: components["schemas"]["NewPart"][];
        } | {
            /** @description The cells that end. */
            cells: string[];
            /** @enum {string} */
            change: "merge";
            /** @description Name of the new cell. */
            name: string;
        } | {
            /** @enum {string} */
            change: "move";
            /** @description The hamlet. */
            hamlet: string;
            /** @description The cell it goes to. */
            to: string;
        };
        /** @description A point of the object. */
        PointShown: {
            /**
             * Format: double
             * @description Latitude, degrees.
             */
            lat: number;
            /**
             * Format: double
             * @description Longitude, degrees, CGCS2000.
             */
            lon: number;
        };
        /** @description Limits and categories 时限和类别. */
        Policy: {
            /** @description The document that adopted it. */
            adopted_by: string;
            /** @description The category tree. */
            categories: components["schemas"]["Category"][];
            /** @description Limits by grade. */
            grades: components["schemas"]["GradeLimits"][];
            /**
             * Format: int32
             * @description Days after closing during which it may be rated.
             */
            rate_days: number;
            /**
             * Format: int32
             * @description Working days after which silence about a verification passes it to the village secretary.
             */
            verify_working_days: number;
            /**
             * Format: int32
             * @description Raised with each change; given by the hub.
             */
            version?: number;
        };
        /** @description What may change of a post while it is held. */
        PostChange: {
            /** @description AB 角: who stands in. */
            deputy?: string | null;
            /** @description 定责: the duty lists. */
            duties: components["schemas"]["DutyList"][];
            /** @description Whether it hangs on the notice board. */
            published: boolean;
        };
        /** @description A post that somebody may be put into. */
        PostShown: {
            /** @description The post. */
            id: string;
            /** @description Role its holder acts in, in a word. */
            role_word: string;
            /** @description Title on the notice board. */
            title: string;
            /** @description Unit that keeps it. */
            unit_name: string;
        };
        /** @description What posts are given from. */
        Posts: {
            /** @description The people. */
            people: components["schemas"]["StaffShown"][];
            /** @description The posts. */
            posts: components["schemas"]["PostShown"][];
        };
        /** @description The body of every answer that is not a success. */
        ProblemBody: {
            /** @description Which field or condition, never a value. */
            about?: string | null;
            /** @description What a person is told, in Chinese. */
            advice: string;
            /** @description Stable name, such as `not_permitted`. */
            code: string;
        };
        /** @description What was published. */
        Published: {
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /** @description What those who wrote are asked. */
        Question: {
            /** @description At most 80 characters; left out, the question is which of the values it is. */
            words?: string;
        };
        /** @description A question as the phone shows it. */
        QuestionShown: {
            /** @description Inputs. */
            inputs: components["schemas"]["InputShown"][];
            /**
             * Format: int32
             * @description Number.
             */
            number: number;
            /** @description Whether a photo is asked, and only when a problem is marked. */
            photo_with_problem: boolean;
            /** @description A remark for the worker. */
            remark: string;
            /** @description The question. */
            words: string;
        };
        /**
         * @description Why something was set aside.
         * @enum {string}
         */
        Reason: "revoked" | "expired";
        /** @description A phone that will receive a choice. */
        Receiver: {
            /**
             * Format: int32
             * @description Its number.
             */
            device: number;
            /** @description Its person. */
            name: string;
        };
        /** @description One record of a person. */
        RecordOf: {
            /** @description Household. */
            household: string;
            /** @description Person. */
            person: string;
        };
        /** @description A page of records. */
        RecordPage: {
            /**
             * Format: int64
             * @description Where the next page begins; `None` at the end.
             */
            before?: number | null;
            /** @description The records, newest first. */
            items: components["schemas"]["RecordRow"][];
        };
        /** @description One record. */
        RecordRow: {
            /** @description What, as stored, such as `household.reveal`. */
            action: string;
            /** @description What, in words. */
            action_word: string;
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /** @description Who, by name. */
            by: string;
            /** @description Which fields, counts or reasons. */
            detail: string;
            /** @description Whether it was done or refused. */
            done: boolean;
            /**
             * Format: int64
             * @description Its number in the chain.
             */
            number: number;
            /** @description The object. */
            object?: string | null;
            /** @description In which role. */
            role: string;
        };
        /** @description A version of a record. */
        RecordShown: {
            /** @description Findings, or questions and answers. */
            body: [
                string,
                string
            ][];
            /** @description Why there is another version. */
            correction?: string | null;
            /** @description Heads of the form, name and value. */
            heads: [
                string,
                string
            ][];
            /** @description The record. */
            id: string;
            /** @description Its title. */
            kind: string;
            /** @description What is missing, in words. */
            missing: string[];
            /** @description Whether a later version follows. */
            replaced: boolean;
            /** @description How it was signed, in words. */
            signing: string;
            /**
             * Format: int32
             * @description Version, from 1.
             */
            version: number;
        };
        /** @description A new incident. */
        Reported: {
            /** @description The incident. */
            id: string;
        };
        /** @description Who reported. */
        ReporterShown: {
            /** @description Name. */
            name: string;
            /** @description The person. */
            person: string;
            /** @description Telephone of the post. */
            phone: string;
        };
        /** @description What a list of residents brings. */
        Residents: {
            /** @description People on the roster about whom the list says something else. */
            changed: number;
            /** @description People on the roster in another household; the list leaves them there. */
            elsewhere: number;
            /** @description Households that are not on the roster. */
            new_households: number;
            /** @description People who are not on the roster. */
            new_people: number;
            /** @description People on the roster as the list says. */
            unchanged: number;
        };
        /** @description What was decided for a document. */
        Resolution: {
            /** @description Decisions by field. */
            choices: components["schemas"]["ChoiceMade"][];
            /** @description Whether late changes of the document were looked at. */
            seen_late?: boolean;
        };
        /** @description Which value is to be shown in full, and why. */
        RevealAsked: {
            /** @description What. */
            field: components["schemas"]["Revealable"];
            /** @description Whose; left out for the address. */
            person?: string | null;
            /**
             * Format: int32
             * @description Why: 1 visit, 2 contact, 3 incident, 4 evacuation, 5 benefit, 6 mediation, 7 own request,
             *     8 correction, 9 supervision.
             */
            reason: number;
        };
        /**
         * @description Which value is to be shown.
         * @enum {string}
         */
        Revealable: "name" | "phone" | "address";
        /** @description A value in full, for [`gridwork_model::access::REVEAL_SECONDS`] on a screen. */
        Revealed: {
            /**
             * Format: int32
             * @description Seconds it may stay on the screen.
             */
            seconds: number;
            /** @description The value. */
            value: string;
        };
        /** @description A decision. */
        Review: {
            /** @description Places of the entries meant; all that are open if left out. */
            places?: number[] | null;
            /** @description Whether the entries are taken in. */
            take: boolean;
        };
        /** @description What became of the entries. */
        Reviewed: {
            /** @description What was decided, one an entry of the lot. */
            decisions: components["schemas"]["Decision"][];
        };
        /** @description What may be done with one kind of data. */
        Right: {
            /** @description What may be done; never empty. */
            actions: components["schemas"]["Allowed"][];
            /** @description The kind of data. */
            object: string;
            /** @description What it is called. */
            word: string;
        };
        /** @description What became of a file of roads. */
        RoadsTaken: {
            /** @description What is wrong, as sentences; the first twenty. */
            findings: string[];
            /** @description Lines in it. */
            lines: number;
            /** @description Whether it was taken; nothing of a file with faults is. */
            taken: boolean;
        };
        /** @description One role of a log-in, for one scope. */
        RoleAt: {
            /**
             * Format: int32
             * @description Number of `permission::Role`.
             */
            role: number;
            /** @description Township, village, office or post it holds for. */
            scope: string;
        };
        /** @description A role with its scope. */
        RoleGiven: {
            /**
             * Format: int32
             * @description Number of the role.
             */
            role: number;
            /** @description Township, village, office or post it holds for; nil for the county. */
            scope: string;
        };
        /** @description One role of a caller. */
        RoleShown: {
            /** @description Stable name, such as `duty_officer`. */
            name: string;
            /**
             * Format: int32
             * @description Number, as stored.
             */
            role: number;
            /** @description Township, village, office or post it holds for; nil for the county. */
            scope: string;
            /** @description Name of the scope. */
            scope_name: string;
            /** @description What it is called. */
            word: string;
        };
        /** @description A role. */
        RoleWord: {
            /** @description Whether it works in the browser. */
            console: boolean;
            /** @description Stable name. */
            name: string;
            /**
             * Format: int32
             * @description As it stands in requests.
             */
            number: number;
            /** @description What it is called. */
            word: string;
        };
        /** @description What an authenticator is set up with, shown once. */
        SecondOffered: {
            /** @description The secret, to be typed. */
            secret: string;
            /** @description The same as a QR code, SVG. */
            svg: string;
        };
        /** @description The second person's word. */
        SecondWord: {
            /** @description Whether it may leave. */
            agree: boolean;
        };
        /** @description Where every entry of a set stands in the log. */
        SetProofs: {
            /** @description The entries, in the hub's order. */
            entries: components["schemas"]["EntryProof"][];
            /** @description The head that the proofs are of, signed now. */
            head: components["schemas"]["HeadShown"];
        };
        /** @description A set in a list. */
        SetRow: {
            /**
             * Format: int64
             * @description When it was opened, by the device's clock, Unix milliseconds.
             */
            at?: number | null;
            /** @description Items of which something must be said. */
            doubtful: number;
            /** @description The set. */
            id: string;
            /** @description Items. */
            items: number;
            /** @description What it is about. */
            matter: string;
            /** @description Names of the officers who confirmed. */
            officers: string[];
            /** @description Where. */
            place: string;
            /** @description Records, in their last versions. */
            records: number;
            /** @description Stable name: `not_standing`, `standing`, `closed`. */
            state: string;
            /** @description The same in words. */
            state_word: string;
            /** @description Items whose file is not here twice yet. */
            under_way: number;
        };
        /** @description A set. */
        SetShown: {
            /** @description Why it was closed. */
            closed?: string | null;
            /** @description The clue it began from. */
            clue?: string | null;
            /** @description The officers' confirmations, in words. */
            confirmations: string[];
            /** @description Items, in the order in which they came. */
            items: components["schemas"]["EvidenceItem"][];
            /** @description Whether the caller may ask for its bundle. */
            may_export: boolean;
            /** @description Whether the caller may attach one. */
            may_stamp: boolean;
            /** @description Records, every version. */
            records: components["schemas"]["RecordShown"][];
            /** @description As in the list. */
            row: components["schemas"]["SetRow"];
            /** @description Time stamps, each checked once more. */
            stamps: components["schemas"]["StampShown"][];
        };
        /** @description The first administrator. */
        SetUp: {
            /** @description The one-time code that `init` printed. */
            code: string;
            /** @description Name to log in with. */
            login: string;
            /** @description Password of at least ten characters. */
            password: string;
        };
        /** @description Settings of the caller's township. */
        Settings: {
            /**
             * Format: int32
             * @description Wrong passwords in a row before a log-in is locked.
             */
            attempts: number;
            /** @description The calendar, as `PUT /settings/calendar` takes it. */
            calendar: components["schemas"]["WorkingDays"];
            /** @description Name of the working-day calendar in force. */
            calendar_version: string;
            /** @description Most people of an export that one person takes out alone. */
            export_alone: number;
            /**
             * Format: int64
             * @description Days a phone may go on writing to what it lost.
             */
            grace_days: number;
            /**
             * Format: int64
             * @description A session ends after so many minutes without a request.
             */
            idle_minutes: number;
            /** @description What the lint finds in what is configured, as sentences; nothing if it may stand. */
            lint: string[];
            /** @description Limits and categories in force, as `PUT /settings/policy` takes them. */
            policy: components["schemas"]["Policy"];
            /** @description Whether the township adopted its own; otherwise the one shipped with the program applies. */
            policy_adopted: boolean;
            /** @description Templates in force. */
            templates: number;
        };
        /** @description A settled conflict. */
        SettledRow: {
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            at: number;
            /** @description Who chose. */
            by: string;
            /** @description The document. */
            document: string;
            /** @description Field. */
            field: string;
            /** @description What the field is called. */
            field_word: string;
            /** @description Names it for taking it back. */
            id: string;
            /** @description Member of the field. */
            member?: string | null;
            /** @description What stands there now, in words. */
            now_word: string;
            /** @description What it is about. */
            title: string;
            /** @description The same in words. */
            value_words: string[];
            /** @description The values there were. */
            values: Record<string, never>[];
        };
        /** @description A list to be printed. */
        SheetShown: {
            /** @description Heads of the columns. */
            columns: string[];
            /** @description Of which place. */
            place_name: string;
            /** @description What for, in the words of who asked. */
            purpose: string;
            /** @description The rows, as texts. */
            rows: string[][];
            /** @description What it is a list of. */
            title: string;
        };
        /** @description A log-in as shown to an administrator. */
        Staff: {
            /** @description Switched off. */
            disabled: boolean;
            /**
             * Format: int64
             * @description Locked until then, Unix milliseconds.
             */
            locked_until?: number | null;
            /** @description Name typed at log-in. */
            login: string;
            /** @description Name shown. */
            name: string;
            /** @description Township, or nil for the county. */
            org: string;
            /** @description The person. */
            person: string;
            /** @description Role numbers and their scopes. */
            roles: components["schemas"]["RoleAt"][];
            /** @description Whether a second factor is asked for. */
            second_factor: boolean;
        };
        /** @description How the hub is. */
        StaffHealth: {
            /** @description What wants a person: `low_disk`, `backup_old`, `no_backup`. */
            attention: string[];
            /** @description The same in words. */
            attention_words: string[];
            /**
             * Format: int64
             * @description Records in the audit chain.
             */
            audit_records: number;
            /**
             * Format: int64
             * @description When the newest verified backup was made, Unix milliseconds.
             */
            backup_at?: number | null;
            /** @description Whether a backup is wanted: a training hub holds nothing that would be missed. */
            backup_wanted: boolean;
            /**
             * Format: int64
             * @description When the hub was made, Unix milliseconds.
             */
            created: number;
            /**
             * Format: int64
             * @description Version of the directory.
             */
            directory_version: number;
            /**
             * Format: int32
             * @description Grows with each restore.
             */
            epoch: number;
            /**
             * Format: int64
             * @description Free bytes on the disk of the data folder.
             */
            free_bytes: number;
            /** @description Version of the program. */
            version: string;
        };
        /** @description Somebody who may be put into a post. */
        StaffShown: {
            /** @description The person. */
            id: string;
            /** @description Name. */
            name: string;
            /** @description Unit. */
            unit_name: string;
        };
        /** @description A token that came back. */
        StampGiven: {
            /** @description The token, or the authority's whole answer (DER), hexadecimal. */
            token: string;
        };
        /** @description A stamp that was attached. */
        StampShown: {
            /**
             * Format: int64
             * @description The time stamped, Unix milliseconds; none if its algorithms are not checked here.
             */
            at?: number | null;
            /** @description The authority, by its certificate; empty if that is not known. */
            authority: string;
            /** @description Whether it was checked and holds. */
            holds: boolean;
            /** @description What it is over: SHA-256, hexadecimal. */
            over: string;
            /** @description What is known of it, in words. */
            words: string;
        };
        /**
         * @description Where an export stands.
         * @enum {string}
         */
        Stands: "waiting" | "agreed" | "declined";
        /** @description What is held about one person, for that person. */
        Statement: {
            /**
             * Format: int64
             * @description When it was drawn up, Unix milliseconds.
             */
            at: number;
            /** @description Further data the caller may not read, with the office to ask. */
            elsewhere: string[];
            /** @description The person's own data and the household's. */
            fields: components["schemas"]["FieldShown"][];
            /** @description Who looked: when, which role, what for. */
            looks: components["schemas"]["Look"][];
        };
        /** @description A step to be taken. */
        StepAsked: components["schemas"]["StepBody"] & {
            /**
             * Format: int32
             * @description Number of the role acted in; the first that may if left out.
             */
            role?: number | null;
            /**
             * @description The incident's `version` that was on the screen; a step of somebody who has not seen the latest
             *     one is answered with `stale`.
             */
            seen?: number | null;
        };
        /** @description The step and what it asks for. */
        StepBody: {
            /** @description What was done. */
            done: string;
            /** @enum {string} */
            step: "self_solve";
        } | {
            /** @enum {string} */
            step: "accept";
        } | {
            /** @description Where else to go. */
            elsewhere: string;
            /** @description Why. */
            reason: string;
            /** @enum {string} */
            step: "refuse";
        } | {
            /** @description Category code, corrected where the report had another. */
            category: string;
            /**
             * Format: int32
             * @description Grade, 1–4.
             */
            grade: number;
            /** @description Statutory rule that overrides the grade, by id. */
            statute?: string | null;
            /** @enum {string} */
            step: "register";
        } | {
            /** @description To whom there. */
            handler?: string | null;
            /** @enum {string} */
            step: "dispatch";
            /** @description To which unit. */
            unit: string;
        } | {
            /** @description Why it is not the unit's. */
            reason: string;
            /** @enum {string} */
            step: "return";
        } | {
            /** @description First action. */
            note: string;
            /** @enum {string} */
            step: "start";
        } | {
            /** @enum {string} */
            step: "note";
            /** @description What was done or found. */
            words: string;
        } | {
            /** @description Why. */
            reason: string;
            /** @enum {string} */
            step: "extend";
            /**
             * Format: int64
             * @description New end of handling, Unix milliseconds.
             */
            until: number;
        } | {
            /**
             * Format: int32
             * @description 1 frozen ground, 2 budget, 3 owner away, 4 court, 9 other.
             */
            ground: number;
            /** @description In words the reporter reads. */
            reason: string;
            /** @enum {string} */
            step: "suspend";
            /** @description The day on which it wakes by itself, `2027-04-15`. */
            wake: string;
        } | {
            /** @enum {string} */
            step: "resume";
        } | {
            /** @description What is asked, and what the township has done itself. */
            asks: string;
            /**
             * Format: int32
             * @description 1 emergency, 2 joint enforcement, 3 key work, 4 concern.
             */
            kind: number;
            /** @enum {string} */
            step: "whistle";
        } | {
            /** @enum {string} */
            step: "to_clue";
            /** @description What the officers read. */
            words: string;
        } | {
            /** @enum {string} */
            step: "clue_answered";
            /** @description Whether enforcement took it. */
            taken: boolean;
            /** @description What the reporter is told. */
            words: string;
        } | {
            /** @description Result. */
            result: string;
            /** @enum {string} */
            step: "done";
        } | {
            /** @description Whether it is really done. */
            passed: boolean;
            /** @enum {string} */
            step: "verify";
            /** @description Why not; may be empty when passed. */
            why: string;
        } | {
            /** @description Whom. */
            of: string;
            /** @enum {string} */
            step: "ask_verification";
        } | {
            /** @description Who said so. */
            by: string;
            /** @description Whether it is really done. */
            passed: boolean;
            /** @enum {string} */
            step: "verified_by_phone";
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            told: number;
            /** @description Why not; may be empty when passed. */
            why?: string;
        } | {
            /**
             * Format: int32
             * @description 1 solved, 2 handed on, 3 explained, 4 project.
             */
            code: number;
            /** @enum {string} */
            step: "close";
        } | {
            /** @description Told aloud. */
            oral: boolean;
            /**
             * Format: int32
             * @description 1 satisfied, 2 mostly, 3 dissatisfied, 4 not reached.
             */
            rating: number;
            /** @enum {string} */
            step: "rate";
            /** @description In words. */
            words: string;
        } | {
            /** @description The main incident. */
            main: string;
            /** @enum {string} */
            step: "merge_into";
        } | {
            /** @description Which mistake. */
            reason: string;
            /** @enum {string} */
            step: "void";
        };
        /** @description One step as shown. */
        StepShown: {
            /**
             * Format: int64
             * @description When the hub took it, Unix milliseconds.
             */
            at: number;
            /** @description Reason, note, result. */
            detail: string;
            /** @description False: 未生效. */
            effective: boolean;
            /** @description Photos and documents, by hash. */
            files: string[];
            /** @description Whether it came from a device. */
            from_device: boolean;
            /** @description Name, where the directory has it. */
            name: string;
            /** @description Who took it; nil for a clock rule. */
            person: string;
            /** @description Role acted in. */
            role: string;
            /** @description Stable name of the step, such as `dispatch`. */
            step: string;
            /** @description What was done, as the reporter reads it. */
            words: string;
        };
        /** @description An incident in a list. */
        Summary: {
            /** @description Category code. */
            category?: string | null;
            /** @description Cell. */
            cell?: string | null;
            /**
             * Format: int64
             * @description Handling due, Unix milliseconds.
             */
            finish_by?: number | null;
            /**
             * Format: int32
             * @description Grade 1–4, once registered.
             */
            grade?: number | null;
            /** @description The incident. */
            id: string;
            /** @description Number, once registered. */
            number?: string | null;
            /** @description Whether it has left the desk. */
            over: boolean;
            /** @description Whether limits may still move. */
            provisional: boolean;
            /**
             * Format: int64
             * @description When the report came in, Unix milliseconds.
             */
            reported_at?: number | null;
            /**
             * Format: int64
             * @description First answer due, Unix milliseconds.
             */
            respond_by?: number | null;
            /** @description Where it stands, in the words of the form. */
            state: string;
            /** @description Unit it lies with. */
            unit?: string | null;
            /** @description First words of the report. */
            words: string;
        };
        /** @description A template that was published at this hub, in force. */
        TemplateHeld: {
            /** @description Template id. */
            id: string;
            /** @description Title. */
            title: string;
            /**
             * Format: int32
             * @description Version.
             */
            version: number;
        };
        /** @description A template in a list. */
        TemplateRow: {
            /** @description 职责准入: the document, item or article. */
            admission: string;
            /** @description Law, rule or practice it rests on. */
            basis: string;
            /** @description Who does it. */
            by: string;
            /** @description Class of its answers, such as `C2`. */
            class: string;
            /** @description 示意: made up for training. */
            demo: boolean;
            /** @description Field of work, such as `YJ`. */
            domain: string;
            /** @description How often. */
            frequency: string;
            /** @description Id, such as `YJ-07`. */
            id: string;
            /** @description Whether tasks of it are issued from a list or after an event. */
            issued: boolean;
            /** @description How many questions. */
            questions: number;
            /** @description Title. */
            title: string;
            /**
             * Format: int32
             * @description Version.
             */
            version: number;
        };
        /** @description A template in full. */
        TemplateShown: components["schemas"]["TemplateRow"] & {
            /** @description Whether a person is asked, and may decline 谢绝. */
            asks_people: boolean;
            /** @description The words that finish it in one act; empty where the record is the point. */
            no_change: string;
            /** @description Whether a visit may be keyed in from paper. */
            on_paper: boolean;
            /** @description Questions. */
            questions_shown: components["schemas"]["QuestionShown"][];
            /** @description What is visited, such as `household`. */
            target: string;
        };
        /** @description A version of a template. */
        TemplateVersion: {
            /** @description Whether new tasks are made from it. */
            in_force: boolean;
            /**
             * Format: int64
             * @description When it was published, Unix milliseconds.
             */
            published?: number | null;
            /** @description Whether it came with the program, not from a publication. */
            shipped: boolean;
            /** @description Title. */
            title: string;
            /**
             * Format: int32
             * @description Number.
             */
            version: number;
        };
        /**
         * @description Kinds of things that change.
         * @enum {string}
         */
        Thing: "incident" | "conflict" | "device" | "household" | "task" | "place" | "directory" | "quarantine" | "import" | "erasure" | "presence" | "export" | "evidence" | "clue" | "everything";
        /**
         * @description How the tiles are drawn.
         * @enum {string}
         */
        TileKind: "vector" | "raster";
        /** @description One side of a pair. */
        TwinShown: {
            /** @description Cell. */
            cell_name: string;
            /** @description Hamlet. */
            hamlet: string;
            /** @description Head of the household, masked alike. */
            head: string;
            /** @description Household. */
            household: string;
            /** @description Name, masked where the role sees no more. */
            name: string;
            /** @description How many people the household has. */
            people: number;
            /** @description Person. */
            person: string;
        };
        /** @description Two households that may be one. */
        TwoHomes: {
            /** @description Ends in the other. */
            end: string;
            /** @description Goes on. */
            keep: string;
        };
        /** @description A unit that work may be given to, or that others lie under. */
        UnitShown: {
            /** @description Whether incidents are dispatched to it. */
            handles: boolean;
            /** @description Who works there today. */
            holders: components["schemas"]["HolderShown"][];
            /** @description The unit. */
            id: string;
            /** @description Kind, such as `office`. */
            kind: string;
            /** @description Name. */
            name: string;
            /** @description Unit above. */
            parent?: string | null;
            /** @description Telephone, empty if none. */
            phone: string;
        };
        /** @description A change of a log-in. */
        UserChange: {
            /** @description Switched off or on. */
            disabled?: boolean | null;
            /** @description Takes the second factor away, for somebody who lost the phone. */
            drop_second_factor?: boolean;
            /** @description Township; only the county may name another than its own. */
            org?: string | null;
            /** @description A new first password for somebody who forgot. */
            password?: string | null;
            /** @description New roles. */
            roles?: components["schemas"]["RoleGiven"][] | null;
        };
        /** @description A version of the directory. */
        Version: {
            /**
             * Format: int64
             * @description Grows with every change.
             */
            version: number;
        };
        /** @description A page of the inbox. */
        WaitingPage: {
            /** @description The documents, oldest first. */
            items: components["schemas"]["WaitingRow"][];
            /** @description How many wait in all. */
            total: number;
        };
        /** @description One document that waits. */
        WaitingRow: {
            /**
             * Format: int64
             * @description When those who wrote were asked back, Unix milliseconds.
             */
            asked?: number | null;
            /** @description Cell. */
            cell: string;
            /** @description Name of the cell. */
            cell_name: string;
            /** @description The document. */
            document: string;
            /** @description What the fields in conflict are called. */
            fields: string[];
            /** @description Hamlet. */
            hamlet: string;
            /** @description `household`, `task`, `place` or `needs`. */
            kind: string;
            /** @description Whether a change came after the document went elsewhere. */
            late: boolean;
            /**
             * Format: int64
             * @description Since when, Unix milliseconds.
             */
            since: number;
            /** @description What it is about, in words; masked where the role sees no more. */
            title: string;
        };
        /** @description Something that a command room must know. */
        Warning: {
            /** @description What kind: `uncovered`, `low_disk`, `no_backup`, `backup_old`. */
            code: string;
            /** @description What people read. */
            words: string;
        };
        /** @description A week. */
        Week: {
            /** @description How many came in. */
            came: Record<string, never>;
            /** @description How many were closed. */
            closed: Record<string, never>;
            /** @description Its Monday. */
            from: string;
        };
        /** @description Who is logged in. */
        Who: {
            /** @description Name shown. */
            name: string;
            /** @description Township, or nil for the county. */
            org: string;
            /** @description Name of the township. */
            org_name: string;
            /** @description The person. */
            person: string;
            /** @description Roles. */
            roles: components["schemas"]["RoleShown"][];
        };
        /** @description A number or code with its word. */
        Word: {
            /**
             * Format: int32
             * @description As it stands in requests.
             */
            number: number;
            /** @description What it is called. */
            word: string;
        };
        /** @description Wording to be looked at. */
        Wording: {
            /** @description Admission 职责准入. */
            admission: string;
            /** @description Questions in order. */
            questions: string[];
            /** @description Title. */
            title: string;
        };
        /** @description What the lint found, in words; nothing if it may be adopted. */
        WordingChecked: {
            /** @description Findings. */
            findings: string[];
        };
        /** @description The vocabulary of the caller's township. */
        Words: {
            /** @description What is done with them. */
            actions: components["schemas"]["NameWord"][];
            /** @description Categories of incidents. */
            categories: components["schemas"]["CategoryWord"][];
            /** @description Ways of closing. */
            closing_codes: components["schemas"]["Word"][];
            /** @description Grades with their names. */
            grades: components["schemas"]["Word"][];
            /** @description The one of them who is the head. */
            head: string;
            /** @description Relations to the head of a household. */
            kin: string[];
            /** @description Kinds of data. */
            objects: components["schemas"]["NameWord"][];
            /** @description Ratings. */
            ratings: components["schemas"]["Word"][];
            /** @description 居住状态. */
            residencies: string[];
            /** @description Reasons for showing a value in full. */
            reveal_reasons: components["schemas"]["Word"][];
            /** @description Roles. */
            roles: components["schemas"]["RoleWord"][];
            /** @description The one of them that asks for the season. */
            seasonal: string;
            /** @description What a list and a form take for the sex. */
            sexes: string[];
            /** @description States of an incident, as lists show them. */
            states: string[];
            /** @description Grounds of a suspension. */
            suspension_grounds: components["schemas"]["Word"][];
            /** @description Kinds of whistle. */
            whistles: components["schemas"]["Word"][];
        };
        /** @description A calendar of working days 工作日历. */
        WorkingDays: {
            /** @description Days off of the region alone. */
            local_off?: string[];
            /** @description Days off. */
            off: string[];
            /** @description What it is called. */
            version: string;
            /** @description Weekends that are worked instead. */
            work: string[];
            /** @description The years it covers; those whose New Year it lists, if left out. */
            years?: number[];
        };
        /** @description Who wrote something and when. */
        Written: {
            /**
             * Format: int64
             * @description When, by the writer's clock, Unix milliseconds.
             */
            at: number;
            /**
             * Format: int32
             * @description Device; 0 is the hub.
             */
            device: number;
            /** @description Name, where the directory has it; 乡镇 for the hub. */
            name: string;
            /** @description Person of the device. */
            person?: string | null;
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
