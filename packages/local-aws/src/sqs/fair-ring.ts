import type { Message } from "./message.ts";

/**
 * Visible messages of one queue, taken in turn from one group after the other, so that a group with a million
 * messages does not starve one with three (SQS "fair queues": a MessageGroupId on a standard queue). Within a group
 * the order is that of arrival; messages without a group share one. Everything is O(1), amortised.
 */
export type FairRing = { push(message: Message): void; take(): Message | undefined };

type Lane = { group: string; messages: Fifo<Message> };

export function makeFairRing(): FairRing {
  const lanes = new Map<string, Lane>();
  const turn = makeFifo<Lane>();
  return {
    push(message) {
      const group = message.group ?? "";
      let lane = lanes.get(group);
      if (!lane) {
        lane = { group, messages: makeFifo() };
        lanes.set(group, lane);
        turn.push(lane);
      }
      lane.messages.push(message);
    },
    take() {
      for (let lane = turn.shift(); lane; lane = turn.shift()) {
        let message = lane.messages.shift();
        while (message && message.state !== "visible") message = lane.messages.shift();
        if (lane.messages.size() > 0) turn.push(lane);
        else lanes.delete(lane.group);
        if (message) return message;
      }
      return undefined;
    },
  };
}

type Fifo<T> = { push(item: T): void; shift(): T | undefined; size(): number };

function makeFifo<T>(): Fifo<T> {
  let items: (T | undefined)[] = [];
  let head = 0;
  return {
    push(item) {
      items.push(item);
    },
    shift() {
      if (head >= items.length) return undefined;
      const item = items[head];
      items[head] = undefined;
      head += 1;
      if (head === items.length || (head > 1_024 && head * 2 > items.length)) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    size: () => items.length - head,
  };
}
