import { z } from "./zod.ts";

/** A problem as the API words it (RFC 9457): what people need of it. */
export const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  title: z.string(),
  detail: z.string().catch(""),
  errors: z.array(z.object({ pointer: z.string(), message: z.string(), remedy: z.string() })).catch([]),
});

export type Problem = z.infer<typeof problemSchema>;

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
