import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import { openSqs } from "./open-sqs.ts";
import { recorded } from "./recorded.ts";

const send = (sqs: SQSClient, QueueUrl: string, MessageBody = "body") =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

/** The next message, waited for as SQS lets one wait; what is hidden must not come within a short poll. */
async function receive(sqs: SQSClient, QueueUrl: string, more: object = {}): Promise<Message[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const], ...more };
  return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

const hide = (sqs: SQSClient, QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

const remove = (sqs: SQSClient, QueueUrl: string, { ReceiptHandle }: Message) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

function one(messages: Message[]): Message {
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error(`${messages.length} messages came, not one`);
  return message;
}

recorded("a handle whose time has run out still hides its message", {
  source: "LocalStack test_change_message_visibility_after_visibility_timeout_expiration",
  promise: async () => {
    const { sqs, queue } = await openSqs();
    await send(sqs, queue);
    const message = one(await receive(sqs, queue, { VisibilityTimeout: 0 }));
    await hide(sqs, queue, message, 30);
    expect(await receive(sqs, queue)).toEqual([]);
  },
});

recorded("an older handle of a message that was received again still gives it back", {
  source: "LocalStack test_terminate_visibility_timeout_after_receive",
  promise: async () => {
    const { sqs, queue } = await openSqs();
    await send(sqs, queue);
    const first = one(await receive(sqs, queue, { VisibilityTimeout: 0 }));
    const second = one(await receive(sqs, queue, { WaitTimeSeconds: 5 }));
    expect(second.MessageId).toBe(first.MessageId);
    await hide(sqs, queue, first, 30);
    await hide(sqs, queue, first, 0);
    expect(await receive(sqs, queue, { WaitTimeSeconds: 1 })).toEqual([]);
  },
});

recorded("the visibility of a message that is gone cannot be changed, in a batch neither", {
  source: "LocalStack test_change_visibility_on_deleted_message",
  promise: async () => {
    const { sqs, queue } = await openSqs();
    await send(sqs, queue);
    const message = one(await receive(sqs, queue));
    await remove(sqs, queue, message);
    await expect(hide(sqs, queue, message, 10)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const { Failed, Successful } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queue,
        Entries: [{ Id: "a", ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 10 }],
      }),
    );
    expect(Successful ?? []).toEqual([]);
    expect(Failed).toMatchObject([{ Id: "a", Code: "InvalidParameterValue", SenderFault: true }]);
  },
});

recorded("a handle that has run out deletes its message while nobody else received it, and may do so again", {
  source:
    "LocalStack test_delete_message_with_illegal_receipt_handle, test_delete_after_visibility_timeout; AWS API, DeleteMessage",
  promise: async () => {
    const { sqs, queue } = await openSqs();
    await send(sqs, queue);
    const message = one(await receive(sqs, queue, { VisibilityTimeout: 0 }));
    await remove(sqs, queue, message);
    await remove(sqs, queue, message);
    expect(await receive(sqs, queue)).toEqual([]);
    await expect(remove(sqs, queue, { ReceiptHandle: "made-up" })).rejects.toMatchObject({
      name: "ReceiptHandleIsInvalid",
    });
  },
});

recorded("a dead letter keeps id, body and first moment, and its receive count goes on", {
  source: "LocalStack test_dead_letter_queue_message_attributes, test_dead_letter_queue_max_receive_count",
  promise: async () => {
    const { sqs, queue, deadLetters } = await openSqs();
    const { MessageId } = await send(sqs, queue, "poison");
    const first = one(await receive(sqs, queue, { VisibilityTimeout: 0 }));
    one(await receive(sqs, queue, { VisibilityTimeout: 0, WaitTimeSeconds: 5 }));
    expect(await receive(sqs, queue, { WaitTimeSeconds: 1 })).toEqual([]);
    const dead = one(await receive(sqs, deadLetters, { WaitTimeSeconds: 10 }));
    expect(dead).toMatchObject({ MessageId, Body: "poison" });
    expect(dead.Attributes).toMatchObject({
      SentTimestamp: first.Attributes?.SentTimestamp,
      ApproximateReceiveCount: "3",
    });
  },
});

recorded("a batch answers each entry by itself, and is refused whole for its shape", {
  source:
    "LocalStack test_send_batch_receive_message, test_batch_send_with_invalid_char_should_succeed, test_delete_message_batch_with_too_large_batch",
  promise: async () => {
    const { sqs, queue } = await openSqs();
    const entry = (Id: string, MessageBody = "body") => ({ Id, MessageBody });
    const batch = (Entries: ReturnType<typeof entry>[]) =>
      sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    await expect(batch([])).rejects.toMatchObject({ name: "EmptyBatchRequest" });
    await expect(batch([entry("a"), entry("a")])).rejects.toMatchObject({ name: "BatchEntryIdsNotDistinct" });
    await expect(batch([entry("not an id")])).rejects.toMatchObject({ name: "InvalidBatchEntryId" });
    const eleven = Array.from({ length: 11 }, (_, index) => entry(`${index}`));
    await expect(batch(eleven)).rejects.toMatchObject({ name: "TooManyEntriesInBatchRequest" });
    const mixed = await batch([entry("good"), entry("bad", "\u0000")]);
    expect(mixed.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(mixed.Failed).toMatchObject([{ Id: "bad", Code: "InvalidMessageContents", SenderFault: true }]);
    const message = one(await receive(sqs, queue, { WaitTimeSeconds: 5 }));
    const { Successful, Failed } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue,
        Entries: [
          { Id: "known", ReceiptHandle: message.ReceiptHandle },
          { Id: "unknown", ReceiptHandle: "made-up" },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(["known"]);
    expect(Failed).toMatchObject([{ Id: "unknown", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
  },
});
