import { describeFailure, failureKinds } from "@s3mirror/core/failure";
import { transferAddress } from "@s3mirror/core/page-address";
import { readCause } from "@s3mirror/core/store/causes/causes";
import type { Effect, TransferEffect } from "@s3mirror/core/store/files/outbox";
import { readTransfer, type TransferRecord } from "@s3mirror/core/store/reads/transfers";
import { z } from "zod";
import type { Deps } from "../deps.ts";

/** What people are sent: each of the alerts here is sent once for its id. Null where there is nothing to tell any more. */
export type Alert = { id: string; subject: string; body: string };

const PARTIES: Record<string, string> = {
  vendor: "the laboratory",
  cloud_team: "our cloud team",
  operator: "an operator",
  nobody: "nobody",
};

export async function causeAlert(deps: Deps, effect: TransferEffect): Promise<Alert | null> {
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
      files: cause.files,
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
      onPage(deps, { transferId: cause.transferId, causeId }),
    ]),
  };
}

export async function closingAlert(deps: Deps, effect: TransferEffect): Promise<Alert | null> {
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
      onPage(deps, { transferId: transfer.id }),
    ]),
  };
}

export async function breakerAlert(deps: Deps, effect: TransferEffect): Promise<Alert | null> {
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
      onPage(deps, { transferId: cause.transferId, causeId }),
    ]),
  };
}

export async function stallAlert(deps: Deps, effect: TransferEffect): Promise<Alert | null> {
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
      onPage(deps, { transferId: transfer.id }),
    ]),
  };
}

const operatorNews = {
  crashes: {
    subject: "S3Mirror paused itself: copiers crash",
    told: "More than 20 files crashed their copiers within 10 minutes, so the fleet paused itself. The files wait and lose nothing.",
    remedy: "Look at the copiers' logs. When a good release runs: s3mirror fleet resume",
  },
  unreadable: {
    subject: "S3Mirror kept messages that it cannot read",
    told: "Messages came to a dead-letter queue that fit no file of the ledger. They were kept in its table dead_letters.",
    remedy: "Find out who sends them: nothing but S3Mirror may write to its queues.",
  },
  planning: {
    subject: "S3Mirror cannot list the rest of a transfer",
    told: "Part of its files are known, but the others cannot be listed any more. The listing is tried again every minute.",
    remedy: "Look at the source's bucket: its owner must allow s3:ListBucket. Then the transfer goes on by itself.",
  },
};
const withdrawnPayload = z.object({
  about: z.literal("withdrawn"),
  at: z.string(),
  transferId: z.string(),
  by: z.string(),
  reason: z.string(),
  cancelled: z.number(),
  stopping: z.number(),
  copied: z.number(),
});

const operatorPayload = z.union([
  z.object({ about: z.enum(["crashes", "unreadable", "planning"]), at: z.string() }),
  z.object({ about: z.literal("test"), at: z.string(), by: z.string(), reason: z.string().nullable() }),
]);

export function operatorAlert(deps: Pick<Deps, "config">, effect: Effect): Alert {
  const withdrawn = withdrawnPayload.safeParse(effect.payload);
  if (withdrawn.success) return withdrawalAlert(deps, withdrawn.data);
  const payload = operatorPayload.parse(effect.payload);
  const { about, at } = payload;
  if (payload.about === "test") {
    return { id: `test:${at}`, subject: "S3Mirror: a test", body: lines(testText(payload)) };
  }
  const { subject, told, remedy } = operatorNews[payload.about];
  const see = about === "planning" ? [`See: s3mirror transfers show ${at}`, onPage(deps, { transferId: at })] : [];
  return { id: `${about}:${at}`, subject, body: lines([told, `What to do: ${remedy}`, ...see]) };
}

function withdrawalAlert(
  deps: Pick<Deps, "config">,
  { at, transferId, by, reason, ...files }: z.infer<typeof withdrawnPayload>,
): Alert {
  const here = `${files.copied} of them stand at the destination${files.stopping > 0 ? `, and ${files.stopping} were being copied and may come to stand there` : ""}.`;
  return {
    id: `withdrawn:${at}`,
    subject: `${transferId}: files were withdrawn that are here`,
    body: lines([
      `${by} withdrew ${files.cancelled + files.stopping + files.copied} files: ${reason}`,
      `${here} S3Mirror deletes nothing.`,
      "Who must act: whoever keeps the destination.",
      "What to do: see to it that nobody uses what was withdrawn, and delete it where that was asked for. Only an administrator can try these files again.",
      `See: s3mirror transfers files ${transferId}`,
      onPage(deps, { transferId }),
    ]),
  };
}

function testText({ by, reason }: { by: string; reason: string | null }): (string | null)[] {
  return [
    `${by} sent this to see that alerts arrive. Nothing is wrong.`,
    reason && `Why: ${reason}`,
    "What to do: nothing. Whoever expected this and did not get it has not agreed yet to hear of alerts: s3mirror doctor names them.",
  ];
}

function onPage({ config }: Pick<Deps, "config">, place: { transferId: string; causeId?: string }): string | null {
  const address = transferAddress(config.S3MIRROR_PUBLIC_URL, place);
  return address && `Page: ${address}`;
}

function closingWord(transfer: TransferRecord): string {
  if (transfer.state === "completed") return "complete";
  if (transfer.state === "completed_with_failures") return "finished, files need attention";
  return transfer.state;
}

function nameOf(what: { transferName: string | null; reference: string | null; transferId: string }): string {
  return what.transferName ?? what.reference ?? what.transferId;
}

function lines(paragraphs: (string | null)[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== null).join("\n\n")}\n`;
}
