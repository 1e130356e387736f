import type { ApiDeps } from "../frame/api-deps.ts";

const LOOK_EVERY_MS = 60_000;

type Recipients = { confirmed: number; unconfirmed: number } | null;

/**
 * How many would hear of alerts, and how many have not agreed yet, as SNS told last. Looked up at most once a minute and
 * beside whoever asks: SNS may be slow or away, and no page waits for it. Null until it answered, and after it did not.
 */
export function watchRecipients(deps: Pick<ApiDeps, "alerts" | "log" | "now">): () => Recipients {
  let known: Recipients = null;
  let lookedMs = Number.NEGATIVE_INFINITY;
  let isUnderWay = false;

  async function look(): Promise<void> {
    try {
      const all = await deps.alerts.describe();
      const confirmed = all.filter((one) => one.confirmed).length;
      known = { confirmed, unconfirmed: all.length - confirmed };
    } catch (error) {
      known = null;
      deps.log.warn({ err: error }, "the recipients of alerts could not be looked up");
    } finally {
      isUnderWay = false;
    }
  }

  return () => {
    const nowMs = deps.now().getTime();
    if (!isUnderWay && nowMs - lookedMs >= LOOK_EVERY_MS) {
      [isUnderWay, lookedMs] = [true, nowMs];
      void look();
    }
    return known;
  };
}
