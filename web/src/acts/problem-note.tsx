import { ApiFailure } from "../api/api-failure.ts";

/**
 * Why something was refused and what to do, in the API's words.
 * @param isLost the answer was lost: it may have happened
 */
export function ProblemNote({ error, isLost = false }: { error: Error | null; isLost?: boolean }) {
  return (
    <div role="alert" className="empty:hidden">
      {isLost ? (
        <Note title="S3Mirror’s answer was lost, so it may have happened.">
          Send it again: it has its effect once, however often it is sent.
        </Note>
      ) : error instanceof ApiFailure ? (
        <Note title={error.problem.detail || `${error.problem.title}.`}>
          {[...new Set(error.problem.errors.map(({ remedy }) => remedy))].join(" ")}
        </Note>
      ) : (
        error !== null && <Note title="S3Mirror did not answer.">Transfers go on without the page. Try it again.</Note>
      )}
    </div>
  );
}

function Note({ title, children }: { title: string; children: string }) {
  return (
    <p className="rounded-md border border-alert-line bg-alert-soft px-3 py-2 [overflow-wrap:anywhere]">
      <strong className="font-semibold text-alert">{title}</strong> {children}
    </p>
  );
}
