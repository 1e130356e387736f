import type { Message } from "./message.ts";

type Due = { at: number; message: Message };

/**
 * Hidden messages ordered by when they come back. An entry is stale once its message was deleted or got another
 * `visibleAt`; stale entries are skipped when due, and swept out when they outnumber the living ones.
 */
export type DueHeap = {
  push(message: Message): void;
  /** The next message that is due at `now`, if any. */
  pop(now: number): Message | undefined;
  /** When the next message may be due, in epoch milliseconds. */
  nextAt(): number | undefined;
};

/** @param hiddenCount how many messages are hidden now: what the heap would hold without stale entries. */
export function makeDueHeap(hiddenCount: () => number): DueHeap {
  let heap: Due[] = [];

  function isStale({ at, message }: Due): boolean {
    return message.visibleAt !== at || (message.state !== "inFlight" && message.state !== "delayed");
  }

  function at(index: number): number {
    return heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  function siftDown(start: number): void {
    const item = heap[start];
    if (!item) return;
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const child = at(left + 1) < at(left) ? left + 1 : left;
      const lower = heap[child];
      if (!lower || lower.at >= item.at) break;
      heap[index] = lower;
      index = child;
    }
    heap[index] = item;
  }

  function removeTop(): void {
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    siftDown(0);
  }

  return {
    push(message) {
      if (heap.length > 1_024 && heap.length > 2 * hiddenCount()) {
        heap = heap.filter((due) => !isStale(due));
        for (let index = heap.length >> 1; index >= 0; index -= 1) siftDown(index);
      }
      const item = { at: message.visibleAt, message };
      let index = heap.length;
      while (index > 0) {
        const parent = heap[(index - 1) >> 1];
        if (!parent || parent.at <= item.at) break;
        heap[index] = parent;
        index = (index - 1) >> 1;
      }
      heap[index] = item;
    },
    pop(now) {
      for (let top = heap[0]; top && top.at <= now; top = heap[0]) {
        removeTop();
        if (!isStale(top)) return top.message;
      }
      return undefined;
    },
    nextAt() {
      for (let top = heap[0]; top; top = heap[0]) {
        if (!isStale(top)) return top.at;
        removeTop();
      }
      return undefined;
    },
  };
}
