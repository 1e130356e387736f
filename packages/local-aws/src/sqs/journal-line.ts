import type { Place } from "../journal/journal.ts";
import type { Message } from "./message.ts";
import type { MessageAttributes } from "./message-attributes.ts";

/** What the journal says of messages. `purged` without a queue means all queues. */
export type Line =
  | { kind: "kept"; message: Message }
  | { kind: "received"; seq: number; receipt: number; receivedAt: number; visibleAt: number }
  | { kind: "hidden"; seq: number; visibleAt: number }
  | { kind: "deleted"; seq: number }
  | { kind: "purged"; queue: string | undefined };

type KeptLine = [
  kind: "m",
  seq: number,
  queue: string,
  messageId: string,
  body: string,
  group: string | null,
  attributes: MessageAttributes | null,
  sentAt: number,
  visibleAt: number,
  receiveCount: number,
  countedFrom: number,
  firstReceivedAt: number,
  receivedAt: number,
  receipt: number,
  deadLetterSource: string | null,
];
type WireLine =
  | KeptLine
  | [kind: "r", seq: number, receipt: number, receivedAt: number, visibleAt: number]
  | [kind: "v", seq: number, visibleAt: number]
  | [kind: "d", seq: number]
  | [kind: "p", queue: string | null];

export function encodeKept(message: Message): string {
  return encode([
    "m",
    message.seq,
    message.queue,
    message.messageId,
    message.body,
    message.group ?? null,
    message.attributes ?? null,
    message.sentAt,
    message.visibleAt,
    message.receiveCount,
    message.countedFrom,
    message.firstReceivedAt,
    message.receivedAt,
    message.receipt,
    message.deadLetterSource ?? null,
  ]);
}

export function encodeReceived(message: Message): string {
  return encode(["r", message.seq, message.receipt, message.receivedAt, message.visibleAt]);
}

export function encodeHidden(message: Message): string {
  return encode(["v", message.seq, message.visibleAt]);
}

export function encodeDeleted(seq: number): string {
  return encode(["d", seq]);
}

export function encodePurged(queue: string | undefined): string {
  return encode(["p", queue ?? null]);
}

function encode(line: WireLine): string {
  return JSON.stringify(line);
}

export function decodeLine(text: string, place: Place): Line {
  // Written by `encode` above and by nobody else; a schema per line would double the time to open a million messages.
  const line = JSON.parse(text) as WireLine;
  switch (line[0]) {
    case "m":
      return { kind: "kept", message: decodeKept(line, place) };
    case "r":
      return { kind: "received", seq: line[1], receipt: line[2], receivedAt: line[3], visibleAt: line[4] };
    case "v":
      return { kind: "hidden", seq: line[1], visibleAt: line[2] };
    case "d":
      return { kind: "deleted", seq: line[1] };
    case "p":
      return { kind: "purged", queue: line[1] ?? undefined };
  }
}

function decodeKept(line: KeptLine, place: Place): Message {
  return {
    seq: line[1],
    queue: line[2],
    messageId: line[3],
    body: line[4],
    group: line[5] ?? undefined,
    attributes: line[6] ?? undefined,
    sentAt: line[7],
    visibleAt: line[8],
    receiveCount: line[9],
    countedFrom: line[10],
    firstReceivedAt: line[11],
    receivedAt: line[12],
    receipt: line[13],
    deadLetterSource: line[14] ?? undefined,
    state: "gone",
    place,
  };
}
