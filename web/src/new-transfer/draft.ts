import type { NewTransfer, Route, Transfer } from "../api/types.ts";

/** A transfer that is not started yet, as it stands in the address. */
export type Draft = {
  /** A route's id; null: not chosen. */
  route: string | null;
  /** Where the route leaves the source's bucket open. */
  bucket: string;
  prefix: string;
  /** Whether the prefix means all below it, or the one object of that name. */
  only: "folder" | "object";
  /** Where the route leaves the destination open. */
  toBucket: string;
  toPrefix: string;
  name: string;
  reference: string;
  overwrite: "never" | "if_different" | "always";
  tags: "best_effort" | "required" | "skip";
  /** The transfer that it is made after. */
  again: string | null;
  /** Its Idempotency-Key once it was sent; any change makes another draft. */
  key: string | null;
};

/**
 * Whether it has to be said first what the prefix means: S3 would take it for the beginning of any name. A route that was
 * made for such names means them.
 */
export function isUnclear(draft: Draft, route: Route): boolean {
  return isOdd(draft) && !route.source.literal;
}

function isOdd({ prefix, only }: Draft): boolean {
  return only === "folder" && prefix !== "" && !prefix.endsWith("/");
}

/** The source's bucket; "" while it is not known. */
export function sourceBucketOf({ bucket }: Draft, route: Route): string {
  return route.source.bucket === "*" ? bucket.trim() : route.source.bucket;
}

/** What the API does by itself; a laboratory's people may not say otherwise, nor that. */
const usual: string[] = ["never", "best_effort"];

/** What the API is asked for. */
export function toNewTransfer(draft: Draft, route: Route): NewTransfer {
  const { prefix, only, name, reference, overwrite, tags } = draft;
  const bucket = sourceBucketOf(draft, route);
  const changed = Object.entries({ overwrite, tags }).filter(([, value]) => !usual.includes(value));
  const isOpen = route.destination.bucket === "*";
  return {
    route: route.id,
    ...(name.trim() !== "" && { name: name.trim() }),
    ...(reference.trim() !== "" && { reference: reference.trim() }),
    source: only === "object" ? { bucket, keys: [prefix] } : { bucket, prefix, ...(isOdd(draft) && { literal: true }) },
    ...(isOpen && { destination: { bucket: draft.toBucket.trim(), prefix: draft.toPrefix } }),
    ...(changed.length > 0 && { options: Object.fromEntries(changed) }),
  };
}

/** Where it all goes, as a text for people; null while that is not known. */
export function tellDestination(draft: Draft, route: Route): string | null {
  const { source, destination } = route;
  if (destination.bucket === "*")
    return draft.toBucket.trim() === "" ? null : `${draft.toBucket.trim()}/${draft.toPrefix}`;
  if (!draft.prefix.startsWith(source.prefix)) return null;
  return `${destination.bucket}/${destination.prefix}${draft.prefix.slice(source.prefix.length)}`;
}

/** The draft of an address that names the transfer it is made after and nothing else yet: what it takes over of that. */
export function draftOf(view: Draft, before: Transfer): Draft {
  const isNew = view.route === null && view.prefix === "" && view.name === "" && view.key === null;
  return isNew ? { ...view, ...takenOver(before) } : view;
}

function takenOver(transfer: Transfer): Partial<Draft> {
  const { route, name, reference, source, destination, options } = transfer;
  return {
    route,
    bucket: source.bucket,
    prefix: source.prefix,
    toBucket: destination.bucket,
    toPrefix: destination.prefix,
    name: name ?? "",
    reference: reference ?? "",
    ...(isOneOf(options.overwrite, ["never", "if_different", "always"]) && { overwrite: options.overwrite }),
    ...(isOneOf(options.tags, ["best_effort", "required", "skip"]) && { tags: options.tags }),
  };
}

function isOneOf<Value extends string>(value: unknown, values: readonly Value[]): value is Value {
  return values.some((one) => one === value);
}
