/** A problem as the API words it (RFC 9457): what people need of it. */
export type Problem = {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors: { pointer: string; message: string; remedy: string }[];
};

/**
 * Reads an answer's body as a problem; null where it is none. By hand, because the page's scripts carry it: zod would be
 * a tenth of them.
 */
export function readProblem(body: unknown): Problem | null {
  if (!isObject(body)) return null;
  const { status, code, title, detail, errors } = body;
  if (typeof status !== "number" || typeof code !== "string" || typeof title !== "string") return null;
  return {
    status,
    code,
    title,
    detail: textOf(detail),
    errors: (Array.isArray(errors) ? errors : []).filter(isObject).map(({ pointer, message, remedy }) => ({
      pointer: textOf(pointer),
      message: textOf(message),
      remedy: textOf(remedy),
    })),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The web's own answer in the API's words, where the API could not be asked or must not be. */
export function problemAnswer(problem: Omit<Problem, "errors"> & { remedy: string }): Response {
  const { remedy, ...told } = problem;
  const body = { type: `/docs#${told.code}`, ...told, errors: [{ pointer: "", message: told.detail, remedy }] };
  return new Response(JSON.stringify(body), {
    status: told.status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store" },
  });
}

/** The API does not answer. */
export function unreachable(): Response {
  return problemAnswer({
    status: 502,
    code: "api_unreachable",
    title: "S3Mirror's coordinator does not answer",
    detail: "The page could not reach the coordinator. Transfers go on without it.",
    remedy: "Wait a moment and try again; if it stays, tell an operator.",
  });
}

/** The API took the request and says nothing. */
export function silent(): Response {
  return problemAnswer({
    status: 504,
    code: "api_silent",
    title: "S3Mirror's coordinator does not answer in time",
    detail:
      "The coordinator took the question and has not begun to answer within 8 seconds. Transfers go on without it.",
    remedy: "Wait a moment and try again; if it stays, tell an operator.",
  });
}

/** A request that carries a session, or would make one, and does not come from our own page. */
export function foreignPage(): Response {
  return problemAnswer({
    status: 403,
    code: "foreign_page",
    title: "Another page may not act in your name",
    detail: "The request does not come from S3Mirror's own page.",
    remedy: "Use the page itself; programs send an API key as Authorization: Bearer s3m_….",
  });
}
