import { createHash } from "node:crypto";
import type { Place } from "../journal/journal.ts";
import { type MessageAttributes, messageAttributesSizeBytes } from "./message-attributes.ts";

/** One message (or an injected second copy of one: same messageId, own `seq`). Times are epoch milliseconds. */
export type Message = {
  readonly seq: number;
  readonly messageId: string;
  readonly body: string;
  readonly group: string | undefined;
  readonly attributes: MessageAttributes | undefined;
  readonly sentAt: number;
  queue: string;
  state: "visible" | "delayed" | "inFlight" | "gone";
  visibleAt: number;
  receiveCount: number;
  /** The receive count with which it came into this queue: what `maxReceiveCount` counts from. */
  countedFrom: number;
  firstReceivedAt: number;
  receivedAt: number;
  /** The number of its latest receipt handle, 0 = none: older handles delete nothing. */
  receipt: number;
  /** The queue it was dead-lettered from. */
  deadLetterSource: string | undefined;
  place: Place;
};

/** Body and message attributes (names, types, values) count against the 1 MiB of a message. Source: SQS quotas. */
export function messageSizeBytes(message: { body: string; attributes?: MessageAttributes | undefined }): number {
  return Buffer.byteLength(message.body) + messageAttributesSizeBytes(message.attributes);
}

/**
 * Whether SQS takes this text: `#x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF`, else
 * InvalidMessageContents. Source: SendMessage API reference.
 */
export function hasLegalCharacters(text: string): boolean {
  return /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(text);
}

export function md5Hex(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/**
 * What finds the message again, after a restart too: the copy's number and the receipt's. Numbers may begin anew once a
 * journal is empty, so the messageId goes along: a handle of old never means another message.
 */
export function receiptHandle(message: Message): string {
  return Buffer.from(`${message.queue}/${message.seq}/${message.receipt}/${message.messageId}`).toString("base64");
}

export function parseReceiptHandle(
  handle: string,
): { queue: string; seq: number; receipt: number; messageId: string } | undefined {
  const match = /^([A-Za-z0-9_-]{1,80})\/(\d{1,15})\/(\d{1,15})\/([0-9a-f-]{36})$/.exec(
    Buffer.from(handle, "base64").toString("latin1"),
  );
  if (!match) return undefined;
  return { queue: match[1] ?? "", seq: Number(match[2]), receipt: Number(match[3]), messageId: match[4] ?? "" };
}
