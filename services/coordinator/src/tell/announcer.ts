import { PublishCommand } from "@aws-sdk/client-sns";
import {
  deleteOutboxRows,
  type Effect,
  keepAlert,
  markAlertSent,
  takeEffects,
} from "@s3mirror/core/store/files/outbox";
import type { Deps } from "../deps.ts";
import { decideBreaker } from "../heal/breaker.ts";
import { type Alert, breakerAlert, causeAlert, closingAlert, operatorAlert, stallAlert } from "./alerts.ts";

/** Makes the effects that the ledger asks for: alerts, announcements, a breaker's decision. At least once, in order. */
export async function makeEffects(deps: Deps): Promise<boolean> {
  const effects = await takeEffects(deps.ledger, { limit: 20 });
  for (const effect of effects) {
    try {
      await makeEffect(deps, effect);
    } catch (error) {
      const { kind, transferId: transfer } = effect;
      deps.log.error({ err: error, effect: kind, transfer }, "an effect could not be made; it is made later");
    }
  }
  return effects.length > 0;
}

async function makeEffect(deps: Deps, effect: Effect): Promise<void> {
  switch (effect.kind) {
    case "breaker": {
      const goesOn = await decideBreaker(deps, effect);
      if (!goesOn) await send(deps, effect, await breakerAlert(deps, effect));
      break;
    }
    case "alert":
      await send(deps, effect, await causeAlert(deps, effect));
      break;
    case "announce":
      await send(deps, effect, await closingAlert(deps, effect));
      break;
    case "stalled":
      await send(deps, effect, await stallAlert(deps, effect));
      break;
    case "operator":
      await send(deps, effect, operatorAlert(deps, effect));
  }
  await deleteOutboxRows(deps.ledger, { ids: [effect.outboxId] });
}

/** Publishes an alert once: kept by its id before, marked after, so that a repeat after a crash is the only double. */
async function send(deps: Deps, effect: Effect, alert: Alert | null): Promise<void> {
  if (alert === null) return;
  if (!(await keepAlert(deps.ledger, { ...alert, transferId: effect.transferId }))) return;
  await deps.sns.send(
    new PublishCommand({
      TopicArn: deps.config.S3MIRROR_ALERTS_TOPIC_ARN,
      // SNS takes at most 100 ASCII characters without control characters as a subject.
      Subject: alert.subject.replace(/[^ -~]/g, "?").slice(0, 100),
      Message: alert.body,
    }),
  );
  await markAlertSent(deps.ledger, { id: alert.id });
  deps.log.info({ transfer: effect.transferId, alert: alert.id }, "an alert was sent");
}
