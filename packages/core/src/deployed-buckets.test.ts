import { expect, test } from "vitest";
import { deployedBucketsSchema, findDeployedSource, findUndeployed } from "./deployed-buckets.ts";

const deployed = deployedBucketsSchema.parse({
  sources: [
    { vendor: "Example Lab", accountId: "444455556666", bucket: "lab-out", prefix: "" },
    {
      vendor: "Example Lab",
      accountId: "444455556666",
      bucket: "lab-out",
      prefix: "runs/",
      kmsKeyArn: "arn:aws:kms:eu-central-1:444455556666:key/1",
    },
  ],
  destinations: [{ bucket: "ours", prefix: "in/" }],
});
const route = {
  vendor: "Example Lab",
  source: { bucket: "lab-out", prefix: "runs/7/", accountId: null },
  destination: { bucket: "ours", prefix: "in/lab/" },
};

test("a route inside the deployed buckets is fine, and the closest entry speaks for it", () => {
  expect(findUndeployed(deployed, route, "prod")).toEqual([]);
  expect(findDeployedSource(deployed, route.source)?.kmsKeyArn).toContain("key/1");
  expect(findDeployedSource(deployed, { bucket: "lab-out", prefix: "" })?.kmsKeyArn).toBeUndefined();
});

test("each side outside names the file and the very line to add", () => {
  const outside = {
    ...route,
    source: { bucket: "lab-new", prefix: "runs/", accountId: "777788889999" },
    destination: { bucket: "ours", prefix: "elsewhere/" },
  };
  expect(findUndeployed(deployed, outside, "prod")).toMatchObject([
    {
      side: "source",
      remedy:
        'Add this line to `sources` in infra/stages/prod.ts, then deploy the stage: { vendor: "Example Lab", accountId: "777788889999", bucket: "lab-new", prefix: "runs/" },',
    },
    {
      side: "destination",
      remedy:
        'Add this line to `destinations` in infra/stages/prod.ts, then deploy the stage: { bucket: "ours", prefix: "elsewhere/" },',
    },
  ]);
});

test("a wider prefix than the deployed one is outside", () => {
  const wider = { ...route, destination: { bucket: "ours", prefix: "" } };
  expect(findUndeployed(deployed, wider, "prod").map(({ side }) => side)).toEqual(["destination"]);
});
