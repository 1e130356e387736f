import { join } from "node:path";
import { z } from "zod";
import { openJournal, type Place } from "../journal/journal.ts";
import type { Carriers } from "./carriers.ts";
import { type Notification, notification } from "./notification.ts";
import type { Subscription, Topics } from "./topics.ts";

const line = z.union([
  z.object({ id: z.number(), subscriptionArn: z.string(), published: notification }),
  z.object({ done: z.number() }),
]);

type Delivery = { id: number; subscriptionArn: string; published: Notification; place: Place; attempts: number };

export type Deliveries = {
  /** One delivery for each subscription of the topic: kept on disk when this returns. */
  add(published: Notification, subscriptions: Iterable<Subscription>): void;
  undeliveredCount(): number;
  close(): Promise<void>;
};

const concurrency = 16;
const longestPauseMs = 5_000;
/** Queues and the outbox are tried for ever; an HTTP endpoint as often as a patient delivery policy of SNS. */
const httpAttempts = 50;

/** Carries what was published, at least once and in no order, over restarts and kill -9. */
export function openDeliveries(input: { dataDir: string; topics: Topics; carriers: Carriers }): Deliveries {
  const undelivered = new Map<number, Delivery>();
  let lastId = 0;
  const journal = openJournal({
    dir: join(input.dataDir, "deliveries"),
    replay: (text, place, replaying) => {
      const found = line.parse(JSON.parse(text));
      const id = "done" in found ? found.done : found.id;
      const former = undelivered.get(id);
      if (former) replaying.release(former.place);
      undelivered.delete(id);
      lastId = Math.max(lastId, id);
      if ("done" in found) return false;
      undelivered.set(id, { ...found, place, attempts: 0 });
      return true;
    },
    rewrite: (text, segment, rewriting) => {
      const found = line.parse(JSON.parse(text));
      const delivery = "done" in found ? undefined : undelivered.get(found.id);
      if (delivery?.place.segment !== segment) return;
      rewriting.release(delivery.place);
      delivery.place = rewriting.keep(text);
    },
  });

  const ready: Delivery[] = [...undelivered.values()];
  const pauses = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  let closed = false;

  function start(): void {
    while (!closed && underWay.size < concurrency) {
      const delivery = ready.shift();
      if (!delivery) return;
      const attempt = deliver(delivery).finally(() => {
        underWay.delete(attempt);
        start();
      });
      underWay.add(attempt);
    }
  }

  async function deliver(delivery: Delivery): Promise<void> {
    const subscription = input.topics.byArn(delivery.published.topicArn)?.subscriptions.get(delivery.subscriptionArn);
    try {
      if (subscription) await input.carriers.carry(delivery.published, subscription);
      finish(delivery);
    } catch (error) {
      if (closed) return;
      delivery.attempts += 1;
      if (delivery.attempts === 1 || delivery.attempts === httpAttempts) {
        process.stderr.write(`sns: attempt ${delivery.attempts} on ${delivery.subscriptionArn} failed: ${error}\n`);
      }
      if (subscription?.protocol === "http" && delivery.attempts >= httpAttempts) finish(delivery);
      else pause(delivery);
    }
  }

  function pause(delivery: Delivery): void {
    const timer = setTimeout(
      () => {
        pauses.delete(timer);
        ready.push(delivery);
        start();
      },
      Math.min(longestPauseMs, 100 * 2 ** Math.min(delivery.attempts, 10)),
    );
    pauses.add(timer);
  }

  function finish(delivery: Delivery): void {
    undelivered.delete(delivery.id);
    journal.release(delivery.place);
    journal.note(JSON.stringify({ done: delivery.id }));
    journal.flush();
  }

  start();
  return {
    add(published, subscriptions) {
      for (const { arn } of subscriptions) {
        lastId += 1;
        const text = { id: lastId, subscriptionArn: arn, published };
        const delivery = { ...text, place: journal.keep(JSON.stringify(text)), attempts: 0 };
        undelivered.set(delivery.id, delivery);
        ready.push(delivery);
      }
      journal.flush();
      start();
    },
    undeliveredCount: () => undelivered.size,
    async close() {
      closed = true;
      for (const timer of pauses) clearTimeout(timer);
      await Promise.allSettled(underWay);
      journal.close();
    },
  };
}
