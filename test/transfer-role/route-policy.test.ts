import { destinationKey } from "@s3mirror/core/object-key";
import { destinationActions, sourceActions } from "@s3mirror/core/transfer-role/object-actions";
import { type RoutePlaces, routePolicy } from "@s3mirror/core/transfer-role/route-policy";
import { simulate } from "@s3mirror/local-aws/iam/simulate";
import { readOwnPolicy } from "@s3mirror/local-aws/s3/own-policy";
import { askPolicy } from "@s3mirror/local-aws/s3/policy";
import { company } from "@s3mirror/local-aws/testing/test-s3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readRecordedActions } from "../infra/recorded-actions.ts";

type Call = { action: string; bucket: string; key?: string; prefix?: string };

/** Few characters, so that keys meet prefixes; those that policies read otherwise than S3 among them. */
const text = fc.string({
  unit: fc.constantFrom("a", "b", "/", "*", "?", "$", "{", "}", "\\", '"', "日"),
  maxLength: 6,
});
const bucket = fc.constantFrom("lab", "lake");
const route: fc.Arbitrary<RoutePlaces> = fc.record({
  sourceBucket: bucket,
  sourcePrefix: text,
  destinationBucket: bucket,
  destinationPrefix: text,
});
const actions = [
  ...new Set([...sourceActions, ...destinationActions, "s3:DeleteObject", "s3:PutObjectAcl", "s3:GetBucketPolicy"]),
];

test("for any route and key a session may what lies below the route's prefixes, and nothing beside", () => {
  fc.assert(
    fc.property(
      route,
      fc.constantFrom(...actions),
      bucket,
      text,
      fc.boolean(),
      (places, action, name, rest, isBelow) => {
        const beginning = name === places.sourceBucket ? places.sourcePrefix : places.destinationPrefix;
        const key = isBelow ? `${beginning}${rest}` : rest;
        const below = (place: string, prefix: string) => name === place && key.startsWith(prefix);
        const isOurs =
          (below(places.sourceBucket, places.sourcePrefix) && sourceActions.some((one) => one === action)) ||
          (below(places.destinationBucket, places.destinationPrefix) &&
            destinationActions.some((one) => one === action));
        expect(judge(places, { action, bucket: name, key })).toEqual(isOurs);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("for any route what is listed by a prefix lies below the route's, and what is missing may be told", () => {
  fc.assert(
    fc.property(route, bucket, text, (places, name, prefix) => {
      const below = (place: string, allowed: string) => name === place && (prefix === "" || prefix.startsWith(allowed));
      const isOurs =
        below(places.sourceBucket, places.sourcePrefix) || below(places.destinationBucket, places.destinationPrefix);
      expect(judge(places, { action: "s3:ListBucket", bucket: name, prefix })).toBe(isOurs);
      expect(judge(places, { action: "s3:ListBucket", bucket: name })).toBe(
        name === places.sourceBucket || name === places.destinationBucket,
      );
    }),
    { numRuns: 1_000 },
  );
});

test("whatever a copier was recorded asking is allowed for every file of a route", async () => {
  const recorded = (await readRecordedActions()).filter(
    ({ service, action }) => service === "copier" && action.startsWith("s3:"),
  );
  expect(recorded.length).toBeGreaterThan(8);
  fc.assert(
    fc.property(route, fc.constantFrom(...recorded), text, (places, { action, on }, rest) => {
      const { sourceBucket, sourcePrefix, destinationBucket, destinationPrefix } = places;
      const key = `${sourcePrefix}${rest}`;
      const call =
        on === "source object"
          ? { action, bucket: sourceBucket, key }
          : {
              ...{ action, bucket: destinationBucket },
              key: destinationKey({ prefix: sourcePrefix }, { prefix: destinationPrefix }, key),
            };
      expect(judge(places, call)).toBe(true);
    }),
  );
});

/** What the simulator, the S3 stand-in and a reader of its own that this test has say alike; else which says what. */
function judge(places: RoutePlaces, call: Call): boolean | object {
  const policy = routePolicy(places, "aws") ?? "";
  const resource = `arn:aws:s3:::${call.bucket}${call.key === undefined ? "" : `/${call.key}`}`;
  const context = new Map(call.prefix === undefined ? [] : [["s3:prefix", [call.prefix]]]);
  const { prefix } = call;
  const simulator = simulate([policy], { action: call.action, resource, context }).decision === "allowed";
  const question = { account: company, action: call.action, resource, prefix };
  const standIn = askPolicy(readOwnPolicy(policy), question) === "allowed";
  const reader = readAlone(policy, { action: call.action, resource, prefix });
  return simulator === standIn && standIn === reader ? reader : { simulator, standIn, reader };
}

type Statement = {
  Effect: "Allow";
  Action: string[];
  Resource: string;
  Condition?: { StringLikeIfExists: { "s3:prefix": string[] } };
};

/** Reads what our policies hold, character by character. */
function readAlone(policy: string, asked: { action: string; resource: string; prefix: string | undefined }): boolean {
  const { Statement } = JSON.parse(policy) as { Statement: Statement[] };
  return Statement.some(({ Action, Resource, Condition }) => {
    const patterns = Condition?.StringLikeIfExists["s3:prefix"];
    const { prefix } = asked;
    return (
      Action.includes(asked.action) &&
      covers(Resource, asked.resource) &&
      (patterns === undefined || prefix === undefined || patterns.some((pattern) => covers(pattern, prefix)))
    );
  });
}

function covers(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const escaped = /^\$\{([*?$])\}/.exec(pattern)?.[1];
  if (escaped !== undefined) return text.startsWith(escaped) && covers(pattern.slice(4), text.slice(1));
  if (pattern.startsWith("*")) {
    const rest = pattern.slice(1);
    return covers(rest, text) || (text !== "" && covers(pattern, text.slice(1)));
  }
  const [first = ""] = pattern;
  return text.startsWith(first) && covers(pattern.slice(first.length), text.slice(first.length));
}
