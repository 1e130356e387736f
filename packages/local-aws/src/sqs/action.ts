import type { ZodType } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import type { Broker } from "./broker.ts";
import { missingParameter, queueDoesNotExist } from "./errors.ts";
import type { MoveTask } from "./move-actions.ts";
import type { Queue } from "./queue.ts";
import type { Whereabouts } from "./queue-attributes.ts";

/** What every action is given. `signal` aborts when the caller hangs up. */
export type SqsDeps = {
  broker: Broker;
  where: Whereabouts;
  url: () => string;
  moveTasks: MoveTask[];
  timers: Set<NodeJS.Timeout>;
  /** How often each action was called. */
  requests: Map<string, number>;
};
export type SqsAction = (deps: SqsDeps, input: unknown, signal: AbortSignal) => object | Promise<object>;

/** An action whose input is parsed first; what does not fit is answered as SQS does. */
export function action<I>(
  schema: ZodType<I>,
  run: (deps: SqsDeps, input: I, signal: AbortSignal) => object | Promise<object>,
): SqsAction {
  return (deps, input, signal) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(deps, parsed.data, signal);
    const issue = parsed.error.issues[0];
    const name = issue?.path.join(".") ?? "input";
    if (issue?.code === "invalid_type" && issue.input === undefined) throw missingParameter(name);
    throw new AwsError("InvalidParameterValue", `Value for parameter ${name} is invalid. Reason: ${issue?.message}`, {
      type: "com.amazon.coral.service#InvalidParameterValueException",
    });
  };
}

/** The queue that a QueueUrl names by its last two segments; host and port do not matter, as behind any proxy. */
export function queueOf({ broker, where }: SqsDeps, queueUrl: string): Queue {
  const [accountId, name] = queueUrl.split("/").slice(-2);
  const queue = accountId === where.accountId ? broker.queues.get(name ?? "") : undefined;
  if (!queue) throw queueDoesNotExist();
  return queue;
}

export function queueUrlOf({ where, url }: SqsDeps, name: string): string {
  return `${url()}/${where.accountId}/${name}`;
}
