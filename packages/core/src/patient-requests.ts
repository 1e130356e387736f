/** How long a request to AWS is waited for. Without the last, the SDK only warns when it takes longer, and waits on. */
export type PatientRequests = { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: true };

/**
 * What an SDK client's `requestHandler` takes so that a request ends: in TimeoutError after `answerMs` without an answer, or
 * after 3 s without a connection. A peer that is gone without a word would hold up its caller for ever.
 */
export function patientRequests(answerMs: number): PatientRequests {
  return { connectionTimeout: 3_000, requestTimeout: answerMs, throwOnRequestTimeout: true };
}
