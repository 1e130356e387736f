import type { Broker } from "./broker.ts";
import type { SqsConfig } from "./config.ts";
import { makeQueue, queueSettings } from "./queue.ts";

/** Makes the declared queues exist with what is declared of them; other settings and all messages stay as they are. */
export function declareQueues(broker: Broker, config: Pick<SqsConfig, "queues">): void {
  const now = broker.now();
  for (const declared of config.queues) {
    const queue = broker.queues.get(declared.name);
    const former = queue?.settings ?? { createdAt: now, modifiedAt: now };
    const settings = queueSettings.parse({ ...former, ...declared });
    if (queue) queue.settings = settings;
    else broker.queues.set(declared.name, makeQueue(settings));
  }
  for (const { name, redrive } of config.queues) {
    if (redrive && !broker.queues.has(redrive.deadLetterQueue)) {
      throw new Error(`queue ${name}: its dead-letter queue ${redrive.deadLetterQueue} is not among the queues`);
    }
  }
  broker.saveQueues();
}
