import type { Failure } from "@s3mirror/core/failure-kind";
import { outsideRoute } from "@s3mirror/core/failure-words";
import { liesWithin } from "@s3mirror/core/transfer-role/route-policy";
import { destinationOf, type FileInWork, sourceOf } from "./file-in-work.ts";

/** Of a file that copiers died on: its crashes are counted in the ledger. */
export function poison(): Failure {
  return {
    kind: "crashed",
    code: "CopierDied",
    requestId: null,
    action: null,
    side: "source",
    message: "Five copiers stopped without a word while they worked on this file.",
  };
}

/** Of an error that nobody foresaw: a bug, most likely. */
export function unexpected(error: unknown): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    kind: "unexpected",
    code: name,
    requestId: null,
    action: null,
    side: "destination",
    message: stack ?? message,
  };
}

/**
 * A denial as the one who has to act would see it: what lies outside the file's own route is refused to our session, and
 * neither the laboratory nor our bucket has anything to mend.
 */
export function blameRightly({ work }: FileInWork, failure: Failure): Failure {
  const isDenied = failure.kind === "source_permission" || failure.kind === "destination_permission";
  if (!isDenied || liesWithin(work.route, { source: sourceOf(work), destination: destinationOf(work) })) return failure;
  return {
    ...failure,
    kind: "route_fence",
    code: outsideRoute,
    message: `The file lies outside the route ${work.route.id} of its transfer. ${failure.message}`,
  };
}
