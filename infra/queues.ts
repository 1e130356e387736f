const day = 24 * 60 * 60;

export const visibilityTimeoutSeconds = 120;

/** What the copy queue could not hand over: a backstop, because poison is counted in the ledger. */
export const copyDeadLetters = queue("CopyDeadLetters", { messageRetentionSeconds: 14 * day });

/** Files that somebody has to act on, on their way into the ledger. */
export const needsAction = queue("NeedsAction", { messageRetentionSeconds: 14 * day });

/** One message per file. A dead-letter queue keeps a message's first timestamp, so it holds on for longer. */
export const copyQueue = queue(
  "CopyQueue",
  { messageRetentionSeconds: 4 * day, receiveWaitTimeSeconds: 20 },
  { queue: copyDeadLetters.arn, retry: 50 },
);

function queue(name: string, settings: Partial<aws.sqs.QueueArgs>, dlq?: sst.aws.QueueArgs["dlq"]): sst.aws.Queue {
  const made = new sst.aws.Queue(name, {
    visibilityTimeout: `${visibilityTimeoutSeconds} seconds`,
    dlq,
    transform: { queue: { sqsManagedSseEnabled: true, ...settings } },
  });
  new aws.sqs.QueuePolicy(`${name}Policy`, {
    queueUrl: made.url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          sid: "OnlyTls",
          effect: "Deny",
          principals: [{ type: "*", identifiers: ["*"] }],
          actions: ["sqs:*"],
          resources: [made.arn],
          conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        },
      ],
    }).json,
  });
  return made;
}
