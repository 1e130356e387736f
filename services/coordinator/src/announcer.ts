import { PublishCommand } from "@aws-sdk/client-sns";
import { describeFailure, failureKinds } from "@s3mirror/core/failure";
import { readCause } from "@s3mirror/core/store/causes";
import { deleteOutboxRows, type Effect, keepAlert, markAlertSent, takeEffects } from "@s3mirror/core/store/outbox";
import { readTransfer, type TransferRecord } from "@s3mirror/core/store/transfers";
import { z } from "zod";
import { decideBreaker } from "./breaker.ts";
import type { Deps } from "./deps.ts";

type Alert = { id: string; subject: string; body: string };

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
      return;
    }
    case "alert":
      await send(deps, effect, await causeAlert(deps, effect));
      break;
    case "announce":
      await send(deps, effect, await closingAlert(deps, effect));
      break;
    case "stalled":
      await send(deps, effect, await stallAlert(deps, effect));
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

const PARTIES: Record<string, string> = {
  vendor: "the laboratory",
  cloud_team: "our cloud team",
  operator: "an operator",
  nobody: "nobody",
};

async function causeAlert(deps: Deps, effect: Effect): Promise<Alert | null> {
  const { causeId } = z.object({ causeId: z.string() }).parse(effect.payload);
  const cause = await readCause(deps.ledger, { causeId });
  if (cause === null) return null;
  const side = cause.side === "destination" ? "destination" : "source";
  const told = describeFailure(
    {
      kind: z.enum(failureKinds).catch("unexpected").parse(cause.kind),
      code: cause.code,
      requestId: null,
      action: cause.action || null,
      side,
      message: "",
    },
    {
      bucket: side === "source" ? cause.sourceBucket : cause.destinationBucket,
      key: null,
      action: cause.action || null,
      principalArn: deps.config.S3MIRROR_TRANSFER_PRINCIPAL_ARN,
      vendorName: cause.vendorName,
    },
  );
  const files = cause.files === 1 ? "1 file needs" : `${cause.files} files need`;
  return {
    id: `cause:${causeId}`,
    subject: `${nameOf(cause)}: ${files} attention`,
    body: lines([
      `${told.title}.`,
      told.message,
      `Files so far: ${cause.files}. More may follow; one message is sent for each cause.`,
      `Who must act: ${cause.actionBy === "vendor" ? (cause.vendorName ?? PARTIES.vendor) : PARTIES[cause.actionBy]}.`,
      `What to do: ${told.remedy}`,
      `See: s3mirror transfers causes ${cause.transferId}`,
    ]),
  };
}

async function closingAlert(deps: Deps, effect: Effect): Promise<Alert | null> {
  const { epoch } = z.object({ epoch: z.number() }).parse(effect.payload);
  const transfer = await readTransfer(deps.ledger, { id: effect.transferId, vendorId: null });
  if (transfer === null || transfer.epoch !== epoch) return null;
  return {
    id: `closed:${transfer.id}:${epoch}`,
    subject: `${nameOf({ ...transfer, transferName: transfer.name, transferId: transfer.id })}: ${closingWord(transfer)}`,
    body: lines([
      transfer.failure === null
        ? `${transfer.copied} files copied, ${transfer.skipped} already there and proven equal, ${transfer.deadLettered} need attention, ${transfer.waived} waived, ${transfer.cancelled} cancelled.`
        : `${transfer.failure.message} ${transfer.failure.remedy}`,
      `Proven by checksum: ${transfer.verified}. By size only: ${transfer.sizeOnly}.`,
      `See: s3mirror transfers show ${transfer.id}`,
    ]),
  };
}

async function breakerAlert(deps: Deps, effect: Effect): Promise<Alert | null> {
  const { causeId } = z.object({ causeId: z.string() }).parse(effect.payload);
  const cause = await readCause(deps.ledger, { causeId });
  if (cause === null) return null;
  return {
    id: `breaker:${causeId}`,
    subject: `${nameOf(cause)}: paused, every file is refused`,
    body: lines([
      `${cause.files} files were refused one after the other, and so were all of the probes spread over the rest.`,
      "The transfer is paused; the files that were not sent yet wait and lose nothing.",
      `When it is mended: s3mirror transfers resume ${cause.transferId}, then s3mirror transfers redrive ${cause.transferId}`,
    ]),
  };
}

async function stallAlert(deps: Deps, effect: Effect): Promise<Alert | null> {
  const transfer = await readTransfer(deps.ledger, { id: effect.transferId, vendorId: null });
  if (transfer === null || transfer.stalledSince === null) return null;
  return {
    id: `stalled:${transfer.id}`,
    subject: `${nameOf({ ...transfer, transferName: transfer.name, transferId: transfer.id })}: nothing moves`,
    body: lines([
      `No byte has moved since ${transfer.stalledSince}, although ${transfer.copying + transfer.verifying} files are being worked on.`,
      "The copiers were told to let these files go, so that others go on with them. One message is sent for each transfer.",
      `Who must act: ${PARTIES.operator}, if it stays so.`,
      "What to do: look whether Amazon S3 has trouble in this region, and at the copiers' logs.",
      `See: s3mirror transfers show ${transfer.id}`,
    ]),
  };
}

function closingWord(transfer: TransferRecord): string {
  if (transfer.state === "completed") return "complete";
  if (transfer.state === "completed_with_failures") return "finished, files need attention";
  return transfer.state;
}

function nameOf(what: { transferName: string | null; reference: string | null; transferId: string }): string {
  return what.transferName ?? what.reference ?? what.transferId;
}

function lines(paragraphs: string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
