import fc from "fast-check";
import { expect, test } from "vitest";
import { destinationActions, sourceActions } from "./object-actions.ts";
import { mostPolicyCharacters, type RoutePlaces, routePolicy } from "./route-policy.ts";

const lab: RoutePlaces = {
  sourceBucket: "lab-out",
  sourcePrefix: "acme/",
  destinationBucket: "lake",
  destinationPrefix: "in/acme/",
};

test("a route's policy is the transfer role's rights below its two prefixes, and nothing else", () => {
  expect(JSON.parse(routePolicy(lab, "aws") ?? "")).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: sourceActions, Resource: "arn:aws:s3:::lab-out/acme/*" },
      { Effect: "Allow", Action: destinationActions, Resource: "arn:aws:s3:::lake/in/acme/*" },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: "arn:aws:s3:::lab-out",
        Condition: { StringLikeIfExists: { "s3:prefix": ["acme/*", ""] } },
      },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: "arn:aws:s3:::lake",
        Condition: { StringLikeIfExists: { "s3:prefix": ["in/acme/*", ""] } },
      },
      { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*" },
    ],
  });
});

test("a route of any bucket is not narrowed", () => {
  expect(routePolicy({ ...lab, sourceBucket: "*" }, "aws")).toBeNull();
  expect(routePolicy({ ...lab, destinationBucket: "*" }, "aws")).toBeNull();
});

test("a policy's resources are in the role's partition", () => {
  expect(routePolicy(lab, "aws-cn")).toContain('"arn:aws-cn:s3:::lab-out/acme/*"');
});

test("of any prefix STS reads the policy as it is meant: printable ASCII, and the same text again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (sourcePrefix) => {
      const policy = routePolicy({ ...lab, sourcePrefix }, "aws") ?? "";
      expect(policy).toMatch(/^[ -~]+$/);
      const spelled: string = JSON.parse(policy).Statement[0].Resource;
      const meant = spelled.slice("arn:aws:s3:::lab-out/".length, -1).replace(/\$\{([*?$])\}/g, "$1");
      expect(meant).toBe(sourcePrefix);
    }),
  );
});

test("prefixes of a usual length fit: 250 characters each side", () => {
  const policy = routePolicy(
    { ...lab, sourcePrefix: `${"s".repeat(249)}/`, destinationPrefix: `${"d".repeat(249)}/` },
    "aws",
  );
  expect(policy?.length).toBeLessThanOrEqual(mostPolicyCharacters);
  const long = routePolicy({ ...lab, sourcePrefix: `${"s".repeat(900)}/` }, "aws");
  expect(long?.length).toBeGreaterThan(mostPolicyCharacters);
});
