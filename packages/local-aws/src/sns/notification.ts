import { z } from "zod";

const attribute = z.object({
  DataType: z.string().min(1),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

/** What was published: kept until every subscription has it. `perProtocol`: texts of `MessageStructure: "json"`. */
export const notification = z.object({
  messageId: z.string(),
  topicArn: z.string(),
  subject: z.string().optional(),
  message: z.string(),
  perProtocol: z.record(z.string(), z.string()).optional(),
  attributes: z.record(z.string(), attribute).default({}),
  group: z.string().optional(),
  /** Asks whether the subscription is wanted: what an HTTP endpoint answers with, and where. */
  confirmation: z.object({ token: z.string(), subscribeUrl: z.string() }).optional(),
  publishedAt: z.number(),
});

export type Notification = z.infer<typeof notification>;

export function textFor(published: Notification, protocol: string): string {
  return published.perProtocol?.[protocol] ?? published.message;
}

/** The JSON that SNS wraps around a message for SQS and HTTP. Source: "Parsing Amazon SNS message formats". */
export function envelope(published: Notification, protocol: string, subscriptionArn: string): string {
  const attributes = Object.entries(published.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: StringValue ?? BinaryValue },
  ]);
  const { confirmation } = published;
  return JSON.stringify({
    Type: typeOf(published),
    ...(confirmation && { Token: confirmation.token, SubscribeURL: confirmation.subscribeUrl }),
    MessageId: published.messageId,
    TopicArn: published.topicArn,
    Subject: published.subject,
    Message: textFor(published, protocol),
    Timestamp: new Date(published.publishedAt).toISOString(),
    SignatureVersion: "1",
    Signature: "bm90IHNpZ25lZCBieSBhIGxvY2FsIHN0YW5kLWlu",
    SigningCertURL: "https://sns.invalid/SimpleNotificationService.pem",
    ...(!confirmation && {
      UnsubscribeURL: `https://sns.invalid/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    }),
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
  });
}

/** What the header x-amz-sns-message-type says of it. */
export function typeOf({ confirmation }: Notification): "Notification" | "SubscriptionConfirmation" {
  return confirmation === undefined ? "Notification" : "SubscriptionConfirmation";
}
