import { AwsError } from "../wire/aws-error.ts";

/**
 * SQS errors as the JSON protocol names them (`__type`), with the query-protocol name that goes along in
 * `x-amzn-query-error`. Source: the shapes of the SQS API reference.
 */
function sqsError(shape: string, message: string, queryCode = `AWS.SimpleQueueService.${shape}`): AwsError {
  return new AwsError(shape, message, { type: `com.amazonaws.sqs#${shape}`, queryCode });
}

/** Errors without a shape of their own; the SDK shows them by this name. */
function commonError(code: string, message: string): AwsError {
  return new AwsError(code, message, { type: `com.amazon.coral.service#${code}Exception`, queryCode: code });
}

export const queueDoesNotExist = (): AwsError =>
  sqsError("QueueDoesNotExist", "The specified queue does not exist.", "AWS.SimpleQueueService.NonExistentQueue");

export const queueNameExists = (attribute: string): AwsError =>
  sqsError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    "QueueAlreadyExists",
  );

export const invalidParameter = (name: string, value: unknown, reason: string): AwsError =>
  commonError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

export const missingParameter = (name: string): AwsError =>
  commonError("MissingParameter", `The request must contain the parameter ${name}.`);

export const invalidAttribute = (name: string, reason: string): AwsError =>
  sqsError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${name}. Reason: ${reason}`,
    "InvalidAttributeValue",
  );

export const invalidAttributeName = (name: string): AwsError =>
  sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`, "InvalidAttributeName");

export const messageTooLong = (limitBytes: number): AwsError =>
  commonError(
    "InvalidParameterValue",
    `One or more parameters are invalid. Reason: Message must be shorter than ${limitBytes} bytes.`,
  );

export const invalidMessageContents = (): AwsError =>
  sqsError(
    "InvalidMessageContents",
    "Invalid binary character was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    "InvalidMessageContents",
  );

export const receiptHandleIsInvalid = (handle: string): AwsError =>
  sqsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not valid.`, "ReceiptHandleIsInvalid");

export const overLimit = (): AwsError =>
  sqsError("OverLimit", "Too many messages in flight: at most 120000.", "OverLimit");

export const emptyBatchRequest = (entry: string): AwsError =>
  sqsError("EmptyBatchRequest", `There should be at least one ${entry} in the request.`);

export const tooManyEntries = (count: number): AwsError =>
  sqsError("TooManyEntriesInBatchRequest", `Maximum number of entries per request are 10. You have sent ${count}.`);

export const batchEntryIdsNotDistinct = (id: string): AwsError =>
  sqsError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);

export const invalidBatchEntryId = (): AwsError =>
  sqsError(
    "InvalidBatchEntryId",
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
  );

export const batchRequestTooLong = (sizeBytes: number): AwsError =>
  sqsError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than 1048576 bytes. You have sent ${sizeBytes} bytes.`,
  );

export const purgeQueueInProgress = (name: string): AwsError =>
  sqsError("PurgeQueueInProgress", `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`);

export const resourceNotFound = (what: string): AwsError =>
  sqsError("ResourceNotFoundException", what, "ResourceNotFoundException");

/** What a random batch entry fails with under the fault `failedBatchEntryProbability`. */
export const injectedEntryFailure = (): AwsError =>
  new AwsError("InternalError", "We encountered an internal error. Please try again.", { status: 500 });
