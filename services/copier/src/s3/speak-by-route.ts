import { type CopyRoute, isNarrowed, routePolicy } from "@s3mirror/core/transfer-role/route-policy";
import type { S3Requests, S3Transport } from "./s3-transport.ts";

/** `most`: how many sessions are kept that nobody uses. `partition` is the one of the role's ARN. */
export type KeepSessions = { most: number; partition: string };

/** One session's requests, and what has its credentials fetched where they are not at hand or about to end. */
type Session = { requests: S3Requests; makeReady: () => void };

type Kept = Session & { users: number };

/**
 * Sends every request under the session of its route: one session for each, made when it is first wanted, and one for all
 * routes that cannot be narrowed. One that is in use stays; of the others the least recently used go beyond `most`.
 * @param open speaks under a policy, or null for all that the role may
 */
export function speakByRoute(
  { most, partition }: KeepSessions,
  open: (policy: string | null) => Session,
): Omit<S3Transport, "describe"> {
  /** In the order of their last use. */
  const sessions = new Map<string, Kept>();

  function take(route: CopyRoute): Kept {
    const name = isNarrowed(route) ? route.id : "*";
    const kept = sessions.get(name) ?? { ...open(routePolicy(route, partition)), users: 0 };
    sessions.delete(name);
    sessions.set(name, kept);
    kept.users += 1;
    return kept;
  }

  function give(kept: Kept): void {
    kept.users -= 1;
    for (const [name, { users }] of sessions) {
      if (sessions.size <= most) return;
      if (users === 0) sessions.delete(name);
    }
  }

  async function send<T>(route: CopyRoute, ask: (requests: S3Requests) => Promise<T>): Promise<T> {
    const kept = take(route);
    try {
      return await ask(kept.requests);
    } finally {
      give(kept);
    }
  }

  return {
    hold(route) {
      const kept = take(route);
      kept.makeReady();
      let isHeld = true;
      return () => {
        if (isHeld) give(kept);
        isHeld = false;
      };
    },
    copyPart: (input) => send(input.destination.route, (s3) => s3.copyPart(input)),
    copyObject: (input) => send(input.destination.route, (s3) => s3.copyObject(input)),
    head: (input) => send(input.object.route, (s3) => s3.head(input)),
    getRange: (input) => send(input.object.route, (s3) => s3.getRange(input)),
    getTags: (input) => send(input.object.route, (s3) => s3.getTags(input)),
    putTags: (input) => send(input.object.route, (s3) => s3.putTags(input)),
    putEmpty: (input) => send(input.destination.route, (s3) => s3.putEmpty(input)),
    createUpload: (input) => send(input.destination.route, (s3) => s3.createUpload(input)),
    listParts: (input) => send(input.destination.route, (s3) => s3.listParts(input)),
    completeUpload: (input) => send(input.destination.route, (s3) => s3.completeUpload(input)),
    abortUpload: (input) => send(input.destination.route, (s3) => s3.abortUpload(input)),
  };
}
