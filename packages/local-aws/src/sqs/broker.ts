import { join } from "node:path";
import { z } from "zod";
import { type Journal, openJournal } from "../journal/journal.ts";
import { readJsonFile, writeJsonFile } from "../journal/json-file.ts";
import { noFaults, type SqsFaults } from "./faults.ts";
import { decodeLine, encodeKept } from "./journal-line.ts";
import type { Message } from "./message.ts";
import { enterState, makeQueue, type Queue, queueSettings } from "./queue.ts";
import { replayLine } from "./replay.ts";

/** All queues and messages of one SQS, in memory and in its journal. `now` in epoch milliseconds. */
export type Broker = {
  readonly now: () => number;
  readonly queues: Map<string, Queue>;
  readonly messages: Map<number, Message>;
  readonly journal: Journal;
  faults: SqsFaults;
  lastSeq: number;
  lastReceipt: number;
  saveQueues(): void;
  close(): void;
};

/**
 * Opens the queues of `dataDir` as they were, kill -9 or not. A message in flight stays in flight until its visibility
 * timeout, and its receipt handle stays good.
 */
export function openBroker(options: { dataDir: string; now?: () => number; segmentBytes?: number }): Broker {
  const now = options.now ?? Date.now;
  const queuesFile = join(options.dataDir, "queues.json");
  const queues = new Map<string, Queue>();
  for (const settings of readJsonFile(queuesFile, z.array(queueSettings)) ?? []) {
    queues.set(settings.name, makeQueue(settings));
  }
  const messages = new Map<number, Message>();
  const highest = { seq: 0, receipt: 0 };

  const journal = openJournal({
    dir: join(options.dataDir, "messages"),
    segmentBytes: options.segmentBytes,
    replay: (text, place, replaying) => replayLine(decodeLine(text, place), { messages, highest, journal: replaying }),
    rewrite: (text, segment, rewriting) => {
      const line = decodeLine(text, { segment, bytes: 0 });
      const message = line.kind === "kept" ? messages.get(line.message.seq) : undefined;
      if (message?.place.segment !== segment) return;
      rewriting.release(message.place);
      message.place = rewriting.keep(encodeKept(message));
    },
  });

  const startedAt = now();
  for (const message of messages.values()) {
    const queue = queues.get(message.queue);
    if (queue) {
      const hidden = message.receipt > 0 ? "inFlight" : "delayed";
      enterState(queue, message, message.visibleAt > startedAt ? hidden : "visible");
    } else {
      messages.delete(message.seq);
      journal.release(message.place);
    }
  }

  return {
    now,
    queues,
    messages,
    journal,
    faults: noFaults,
    lastSeq: highest.seq,
    lastReceipt: highest.receipt,
    saveQueues() {
      writeJsonFile(
        queuesFile,
        [...queues.values()].map((queue) => queue.settings),
      );
    },
    close() {
      for (const queue of queues.values()) {
        clearTimeout(queue.wakeTimer);
        queue.waiters.clear();
      }
      journal.close();
    },
  };
}
