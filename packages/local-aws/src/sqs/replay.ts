import type { Journal } from "../journal/journal.ts";
import type { Line } from "./journal-line.ts";
import type { Message } from "./message.ts";

type Replay = { messages: Map<number, Message>; highest: { seq: number; receipt: number }; journal: Journal };

/**
 * Applies one line of the journal, oldest first; true when the line is to be kept. Lines about messages unknown by now
 * are orphans: their message was written again further on, or is gone.
 */
export function replayLine(line: Line, { messages, highest, journal }: Replay): boolean {
  const forget = (message: Message): void => {
    messages.delete(message.seq);
    journal.release(message.place);
  };
  if (line.kind === "kept") {
    const former = messages.get(line.message.seq);
    if (former) forget(former);
    messages.set(line.message.seq, line.message);
    highest.seq = Math.max(highest.seq, line.message.seq);
    highest.receipt = Math.max(highest.receipt, line.message.receipt);
    return true;
  }
  if (line.kind === "purged") {
    for (const message of messages.values()) {
      if (line.queue === undefined || message.queue === line.queue) forget(message);
    }
    return false;
  }
  if (line.kind === "received") highest.receipt = Math.max(highest.receipt, line.receipt);
  const message = messages.get(line.seq);
  if (!message) return false;
  switch (line.kind) {
    case "received":
      message.receiveCount += 1;
      message.receipt = line.receipt;
      message.receivedAt = line.receivedAt;
      message.firstReceivedAt ||= line.receivedAt;
      message.visibleAt = line.visibleAt;
      return false;
    case "hidden":
      message.visibleAt = line.visibleAt;
      return false;
    case "deleted":
      forget(message);
      return false;
  }
}
