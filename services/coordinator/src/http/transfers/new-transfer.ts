import { z } from "@hono/zod-openapi";
import { findFolderProblem } from "@s3mirror/core/folder-prefix";
import { findKeySuspicion } from "@s3mirror/core/key-list";
import { destinationKey, findBucketNameProblem, findKeyProblem, findPrefixProblem } from "@s3mirror/core/object-key";
import { MAX_PART_BYTES, MIN_PART_BYTES } from "@s3mirror/core/part-layout";
import { meet, type Place } from "@s3mirror/core/places";
import type { TransferOptions } from "@s3mirror/core/store/transfers/accept-transfer";
import { Findings } from "../frame/findings.ts";
import { fieldError } from "../frame/problem.ts";
import { shortText, strict } from "../frame/validation.ts";

export const MAX_INLINE_KEYS = 10_000;

const literal = z.boolean().optional().openapi({
  description: "true: prefix and keys are meant as they stand, a prefix as text and not as a folder",
});
const labelName = z.string().regex(/^[A-Za-z0-9._-]{1,63}$/);

/** The body of `POST /v1/transfers`. What S3 says of names and keys is judged apart, so that it answers with its own codes. */
export const newTransferSchema = strict({
  route: shortText(100).optional().openapi({ description: "Needed only where more than one route fits" }),
  name: shortText(200).optional().openapi({ description: "What people call it" }),
  reference: shortText(200).optional().openapi({ description: "Your own number for it" }),
  labels: z
    .record(labelName, shortText(200))
    .refine((labels) => Object.keys(labels).length <= 20, {
      error: "There are more than 20 labels.",
      params: { remedy: "Give at most 20 labels." },
    })
    .optional(),
  source: strict({
    bucket: z.string(),
    prefix: z
      .string()
      .optional()
      .openapi({ description: 'A folder, all below it; it ends in "/", or is "" for the whole bucket' }),
    keys: z
      .array(z.string())
      .min(1)
      .optional()
      .openapi({ maxItems: MAX_INLINE_KEYS, description: "Whole keys; with a prefix they must begin with it" }),
    literal,
  }),
  destination: strict({
    bucket: z.string(),
    prefix: z.string().optional().openapi({
      description: 'A folder, put before the source key less source.prefix; it ends in "/", none if left out',
    }),
    literal,
  })
    .optional()
    .openapi({ description: "May be left out where one route covers the source; a vendor's key may not send it" }),
  options: strict({
    overwrite: z.enum(["never", "if_different", "always"]).optional().openapi({
      description:
        "Where another object stands at the destination already; never unless given: the file then fails. A vendor's key may not send it: the route's redelivery decides",
    }),
    tags: z.enum(["required", "best_effort", "skip"]).optional().openapi({
      description: "The objects' tags; best_effort unless given: copied where they may be read",
    }),
    partSizeBytes: z.int().min(MIN_PART_BYTES).max(MAX_PART_BYTES).optional().openapi({
      description: "Of large files; chosen by the batch's size unless given",
    }),
  }).optional(),
}).openapi("NewTransfer");

export type NewTransferBody = z.infer<typeof newTransferSchema>;

/**
 * What can be told from the body alone: names, prefixes, and keys on their own.
 * @throws ApiError with up to 100 errors, each with its place
 */
export function checkNames(body: NewTransferBody): void {
  const { source, destination } = body;
  const keys = source.keys ?? null;
  if (keys !== null && keys.length > MAX_INLINE_KEYS) {
    throw fieldError("too_many_keys", {
      pointer: "/source/keys",
      message: `The list has ${keys.length.toLocaleString("en")} keys; at most ${MAX_INLINE_KEYS.toLocaleString("en")} are taken in a request.`,
      remedy:
        "Give a prefix, or split the list into several transfers. Longer lists will be taken as `source.manifest`, an object in a bucket, which this release does not know yet.",
    });
  }
  if (keys === null && source.prefix === undefined) {
    throw fieldError("source_incomplete", {
      pointer: "/source",
      message: "It is not said what to copy from the bucket.",
      remedy: 'Give source.prefix (an empty text "" means the whole bucket) or source.keys.',
    });
  }
  const found = new Findings();
  found.add("/source/bucket", findBucketNameProblem(source.bucket));
  found.add("/source/prefix", judgePrefix(source, "source"));
  if (destination !== undefined) {
    found.add("/destination/bucket", findBucketNameProblem(destination.bucket));
    found.add("/destination/prefix", judgePrefix(destination, "destination"));
  }
  if (keys !== null) checkKeys(found, keys, { prefix: source.prefix ?? "", literal: source.literal ?? false });
  found.throwIfAny();
}

function judgePrefix(
  { prefix = "", literal = false }: { prefix?: string | undefined; literal?: boolean | undefined },
  side: "source" | "destination",
) {
  return findPrefixProblem(prefix) ?? (literal ? null : findFolderProblem(prefix, side));
}

function checkKeys(
  found: Findings,
  keys: readonly string[],
  { prefix, literal }: { prefix: string; literal: boolean },
): void {
  const seen = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    const pointer = `/source/keys/${index}`;
    const first = seen.get(key);
    seen.set(key, first ?? index);
    if (first !== undefined) {
      found.add(pointer, {
        code: "key_duplicate",
        message: `The key stands at /source/keys/${first} already.`,
        remedy: "Name each key once.",
      });
    } else if (!literal && findKeySuspicion(key) !== null) {
      found.add(pointer, findKeySuspicion(key));
    } else if (!key.startsWith(prefix)) {
      found.add(pointer, {
        code: "key_outside_prefix",
        message: "The key does not begin with source.prefix.",
        remedy: "Give whole keys, prefix included, or leave source.prefix out.",
      });
    } else {
      // Its own destination is judged once the route is known.
      found.add(pointer, findKeyProblem(key, key));
    }
  }
}

/**
 * What can be told once the route has said where everything goes: keys at their destination, and places that overlap.
 * One place may lie in the other only where nothing is overwritten, and copies are not found as new files.
 * @throws ApiError
 */
export function checkPlaces(
  source: Place,
  destination: Place,
  { keys, overwrite }: { keys: readonly string[] | null; overwrite: TransferOptions["overwrite"] },
): void {
  const found = new Findings();
  const message = meet(source, destination) ? findOverlap(source, destination, keys !== null, overwrite) : null;
  if (message !== null) {
    found.add("/destination/prefix", {
      code: "destination_is_source",
      message,
      remedy: "Choose a destination folder beside the source's folder, or another bucket.",
    });
  }
  found.add("/destination/prefix", findPrefixProblem(destination.prefix));
  for (const [index, key] of (keys ?? []).entries()) {
    found.add(`/source/keys/${index}`, findKeyProblem(key, destinationKey(source, destination, key)));
  }
  found.throwIfAny();
}

function findOverlap(
  source: Place,
  destination: Place,
  ofKeys: boolean,
  overwrite: TransferOptions["overwrite"],
): string | null {
  if (source.prefix === destination.prefix) return "Every file would be copied onto itself.";
  const isWithin = destination.prefix.startsWith(source.prefix);
  if (isWithin && !ofKeys) return "The destination lies within the source: copies would be found as new files.";
  if (overwrite === "never") return null;
  return `The ${isWithin ? "destination lies within the source" : "source lies within the destination"}: copies could overwrite what is still to be copied (overwrite: ${overwrite}).`;
}
