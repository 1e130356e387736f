import { randomUUID } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { makeTemporaryFolder } from "../testing/temporary-folder.ts";
import { type Broker, openBroker } from "./broker.ts";
import { declareQueues } from "./declare-queues.ts";
import { handleActions } from "./handle-actions.ts";
import { encodeKept } from "./journal-line.ts";
import { enqueue, purge } from "./keep-message.ts";
import { receiptHandle } from "./message.ts";
import { settle } from "./queue.ts";
import { takeMessages } from "./receive.ts";

const queues = [{ name: "main", redrive: { deadLetterQueue: "dead", maxReceiveCount: 3 } }, { name: "dead" }];
const QueueUrl = "http://sqs/111122223333/main";

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("send" as const), group: fc.constantFrom("a", "b", undefined) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("receive" as const), seconds: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), which: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("hide" as const), which: fc.nat(5), seconds: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), seconds: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("purge" as const) }) },
);

/** After these the journal is empty, and its numbers begin anew: the first handle must not delete the second message. */
const reusedNumbers: Step[] = [
  { do: "send", group: "a" },
  { do: "receive", seconds: 0 },
  { do: "purge" },
  { do: "reopen" },
  { do: "reopen" },
  { do: "send", group: "a" },
  { do: "receive", seconds: 0 },
  { do: "delete", which: 1 },
];

/** Everything a client could ever learn of the messages: their full lines, and the counts. */
function picture(broker: Broker) {
  const counts = [...broker.queues].map(([name, queue]) => {
    settle(queue, broker.now());
    return [name, { ...queue.counts }];
  });
  return { lines: [...broker.messages.values()].map(encodeKept).sort(), counts: Object.fromEntries(counts) };
}

function isCurrent(broker: Broker, held: { seq: number; receipt: number; messageId: string }): boolean {
  const message = broker.messages.get(held.seq);
  return message?.receipt === held.receipt && message.messageId === held.messageId;
}

test("opened again at any moment a broker is what it was, and loses or keeps no message against its clients' will", async () => {
  const folder = await makeTemporaryFolder();
  onTestFinished(folder.remove);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 150, size: "max" }), async (steps) => {
      run += 1;
      let now = 1_000_000;
      const open = (): Broker => {
        const opened = openBroker({ dataDir: join(folder.path, `${run}`), now: () => now, segmentBytes: 500 });
        declareQueues(opened, { queues });
        return opened;
      };
      const act = async (name: string, input: object): Promise<unknown> => {
        const where = { region: "r", accountId: "111122223333" };
        const deps = {
          broker,
          where,
          url: () => "",
          moveTasks: [],
          timers: new Set<NodeJS.Timeout>(),
          requests: new Map(),
        };
        return await handleActions[name]?.(deps, { QueueUrl, ...input }, new AbortController().signal);
      };
      let broker = open();
      let handles: { handle: string; messageId: string; seq: number; receipt: number }[] = [];
      const alive = new Set<string>();
      for (const one of steps) {
        const held = "which" in one ? handles[one.which % Math.max(1, handles.length)] : undefined;
        const isLatest = held !== undefined && isCurrent(broker, held);
        if (one.do === "send") {
          const draft = { queue: "main", messageId: randomUUID(), body: "b", attributes: undefined, sentAt: now };
          alive.add(enqueue(broker, { ...draft, group: one.group, visibleAt: now }).messageId);
        } else if (one.do === "receive") {
          const queue = broker.queues.get("main");
          const taken = queue ? takeMessages(broker, queue, { max: 3, visibilityTimeoutSeconds: one.seconds }) : [];
          const seen = taken.map((message) => ({ ...message, handle: receiptHandle(message) }));
          handles = [...seen, ...handles].slice(0, 6);
        } else if (one.do === "delete" && held) {
          await act("DeleteMessage", { ReceiptHandle: held.handle });
          if (isLatest) alive.delete(held.messageId);
        } else if (one.do === "hide" && held) {
          const changed = act("ChangeMessageVisibility", {
            ReceiptHandle: held.handle,
            VisibilityTimeout: one.seconds,
          });
          await changed.catch((error: Error) => expect(error).toMatchObject({ code: "InvalidParameterValue" }));
        } else if (one.do === "wait") now += one.seconds * 1_000;
        else if (one.do === "purge") {
          for (const { queue, messageId } of broker.messages.values()) if (queue === "main") alive.delete(messageId);
          purge(broker, "main");
        }
        broker.journal.flush();
        if (one.do === "reopen") {
          const before = picture(broker);
          broker.close();
          broker = open();
          expect(picture(broker)).toEqual(before);
        }
        const ids = [...broker.messages.values()].map(({ messageId }) => messageId);
        expect(ids.sort()).toEqual([...alive].sort());
      }
      broker.close();
    }),
    { numRuns: 60, examples: [[reusedNumbers]] },
  );
});
