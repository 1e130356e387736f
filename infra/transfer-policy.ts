import { destinationActions, sourceActions } from "@s3mirror/core/transfer-role/object-actions";
import type { Stage } from "./stages/schema.ts";

export type Statement = {
  sid: string;
  actions: string[];
  resources: string[];
  conditions?: { test: string; variable: string; values: string[] }[];
};

type Buckets = Pick<Stage, "sources" | "destinations" | "region">;

const unique = (texts: (string | undefined)[]): string[] => [...new Set(texts.filter((text) => text !== undefined))];
const bucketArn = ({ bucket }: { bucket: string }): string => `arn:aws:s3:::${bucket}`;
const objectsArn = (place: { bucket: string; prefix: string }): string => `${bucketArn(place)}/${place.prefix}*`;

/**
 * What the transfer role may do: read the stage's sources, read and write its destinations, and nothing else anywhere.
 * Each side only in the accounts that are meant (`s3:ResourceAccount`): a bucket deleted and made again by a stranger is
 * not ours. Statements of one kind are merged, because a role's inline policies hold 10,240 characters altogether.
 */
export function transferStatements({ sources, destinations, region }: Buckets, ownAccount: string): Statement[] {
  const inAccounts = (accounts: string[]) => ({
    test: "StringEquals",
    variable: "s3:ResourceAccount",
    values: accounts,
  });
  const vendors = inAccounts(unique(sources.map(({ accountId }) => accountId)));
  const viaS3 = { test: "StringEquals", variable: "kms:ViaService", values: [`s3.${region}.amazonaws.com`] };
  const statements: Statement[] = [
    {
      sid: "ListSources",
      actions: ["s3:ListBucket"],
      resources: unique(sources.filter(({ prefix }) => prefix === "").map(bucketArn)),
      conditions: [vendors],
    },
    ...listPrefixes(sources, vendors),
    {
      sid: "ReadSources",
      actions: [...sourceActions],
      resources: unique(sources.map(objectsArn)),
      conditions: [vendors],
    },
    {
      sid: "ListDestinations",
      // Whole buckets: without it S3 answers 403 where an object is missing, and "missing" is what a copy must know.
      actions: ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
      resources: unique(destinations.map(bucketArn)),
      conditions: [inAccounts([ownAccount])],
    },
    {
      sid: "WriteDestinations",
      actions: [...destinationActions],
      resources: unique(destinations.map(objectsArn)),
      conditions: [inAccounts([ownAccount])],
    },
    {
      sid: "DecryptSources",
      actions: ["kms:Decrypt"],
      resources: unique(sources.map(({ kmsKeyArn }) => kmsKeyArn)),
      conditions: [viaS3],
    },
    {
      sid: "EncryptDestinations",
      actions: ["kms:GenerateDataKey", "kms:Decrypt"],
      resources: unique(destinations.map(({ kmsKeyArn }) => kmsKeyArn)),
      conditions: [viaS3],
    },
  ];
  return statements.filter(({ resources }) => resources.length > 0);
}

/**
 * One statement for all buckets, with every prefix of any: one for each would fill the policy with a few vendors. A route's own
 * session is narrowed to its source.
 */
function listPrefixes(sources: Buckets["sources"], vendors: NonNullable<Statement["conditions"]>[number]): Statement[] {
  const limited = sources.filter(({ prefix }) => prefix !== "");
  const prefixes = unique(limited.map(({ prefix }) => `${prefix}*`));
  return [
    {
      sid: "ListSourcePrefixes",
      actions: ["s3:ListBucket"],
      resources: unique(limited.map(bucketArn)),
      conditions: [vendors, { test: "StringLike", variable: "s3:prefix", values: prefixes }],
    },
  ];
}
