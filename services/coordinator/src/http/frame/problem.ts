import { z } from "@hono/zod-openapi";

/** Every problem the API knows: its stable code, HTTP status and title. The one table of both. */
export const problems = {
  request_malformed: [400, "The request cannot be read"],
  json_malformed: [400, "The body is not JSON"],
  query_unknown: [400, "The address takes no such name"],
  name_twice: [400, "A name stands twice in one object"],
  body_not_utf8: [400, "The body is not UTF-8"],
  api_key_in_query: [400, "An API key stands in the address"],
  api_key_missing: [401, "An API key is needed"],
  api_key_invalid: [401, "The API key is not accepted"],
  session_ended: [401, "The session has ended"],
  role_not_enough: [403, "The caller may not do this"],
  scope_not_enough: [403, "The key was not made for this"],
  not_waiting_for_you: [403, "The files wait for somebody else"],
  option_not_yours: [403, "A vendor does not decide what is written"],
  route_not_found: [404, "There is nothing at this address"],
  route_missing: [404, "There is no such route"],
  key_not_found: [404, "There is no such key"],
  vendor_not_found: [404, "There is no such vendor"],
  transfer_not_found: [404, "There is no such transfer"],
  recipient_not_found: [404, "There is no such recipient"],
  session_not_found: [404, "There is no session"],
  file_not_found: [404, "The transfer has no such file"],
  method_not_allowed: [405, "This address does not take this method"],
  request_too_slow: [408, "The request did not arrive in time"],
  transfer_state: [409, "The transfer's state does not allow it"],
  recipient_confirmed: [409, "The recipient has agreed already"],
  vendor_exists: [409, "There is a vendor of this name"],
  route_exists: [409, "There is such a route already"],
  route_overlaps: [409, "The route meets another one"],
  key_over: [409, "The key is over"],
  key_rotated: [409, "Two keys of this name live already"],
  if_match_differs: [412, "It was changed meanwhile"],
  body_too_large: [413, "The body is too large"],
  too_many_keys: [413, "The list of keys is too long"],
  media_type_unsupported: [415, "The body must be JSON"],
  unknown_field: [422, "A field is not known"],
  invalid_request: [422, "Something in the request is not right"],
  key_too_long: [422, "A key is longer than S3 takes"],
  key_dot_segment: [422, "A key has a segment that may be read as another place"],
  key_not_well_formed: [422, "A key holds a character that cannot be carried"],
  key_empty: [422, "A key is empty"],
  key_suspicious: [422, "A key looks like something else"],
  key_is_folder: [422, "There is a folder of this name, and no object"],
  key_duplicate: [422, "A key is named twice"],
  key_outside_prefix: [422, "A key does not begin with the source's prefix"],
  prefix_not_folder: [422, "A prefix is no folder"],
  prefix_suspicious: [422, "A prefix is seldom meant so"],
  bucket_name_invalid: [422, "This is no bucket's name"],
  source_incomplete: [422, "It is not said what to copy"],
  source_empty: [422, "There is nothing to copy"],
  source_permission: [422, "We are not allowed to list the source"],
  bucket_not_found: [422, "There is no such bucket"],
  bucket_elsewhere: [422, "The bucket is in another region"],
  bucket_not_deployed: [422, "This environment was not deployed for the bucket"],
  account_differs: [422, "The bucket belongs to another account"],
  vendor_unknown: [422, "There is no such vendor"],
  route_unknown: [422, "There is no such route"],
  route_disabled: [422, "The route is switched off"],
  route_too_long: [422, "The route's prefixes are too long"],
  route_ambiguous: [422, "More than one route fits"],
  source_not_allowed: [422, "No route allows this source"],
  destination_not_allowed: [422, "No route allows this destination"],
  destination_required: [422, "A destination is needed"],
  destination_not_yours: [422, "A vendor does not name the destination"],
  destination_is_source: [422, "Source and destination overlap"],
  key_owner: [422, "Role and owner of the key do not fit"],
  key_expiry: [422, "The key cannot end then"],
  key_beyond_person: [422, "The key may more than its person"],
  person_unknown: [422, "There is no such person"],
  cause_unknown: [422, "The transfer has no such cause"],
  sign_in_link_invalid: [422, "The link does not sign in"],
  sign_in_link_used: [422, "The link was used"],
  sign_in_link_expired: [422, "The link has expired"],
  user_disabled: [422, "This person may not sign in"],
  idempotency_key_invalid: [422, "The Idempotency-Key cannot be used"],
  idempotency_key_reused: [422, "The Idempotency-Key was used for another request"],
  if_match_missing: [428, "It is not said which state of it is changed"],
  too_many_requests: [429, "Requests come too often"],
  headers_too_large: [431, "Address and headers are too large"],
  internal: [500, "Something went wrong here"],
  alerts_unavailable: [503, "Amazon SNS does not do what is asked"],
  source_unavailable: [503, "Amazon S3 does not answer"],
  ledger_unavailable: [503, "The ledger does not answer"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problems;

/** One thing that is wrong: where (a JSON pointer into the body; `/query/NAME` for a parameter), what, what to do. */
export type FieldProblem = { pointer: string; message: string; remedy: string };

/** A caller's mistake, or what hinders us: thrown anywhere, answered in one place as RFC 9457 says. */
export class ApiError extends Error {
  override name = "ApiError";
  // Not `code`: the ledger reads a `code` as trouble of the network that may pass.
  readonly problem: ProblemCode;
  readonly errors: FieldProblem[];
  readonly headers: Record<string, string>;

  constructor(
    problem: ProblemCode,
    detail: string,
    more: { errors?: FieldProblem[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause });
    this.problem = problem;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

/** A problem with exactly one field. */
export function fieldError(problem: ProblemCode, error: FieldProblem): ApiError {
  return new ApiError(problem, error.message, { errors: [error] });
}

export const problemSchema = z
  .object({
    type: z
      .string()
      .openapi({ description: "Where this kind of problem is explained", example: "/docs#unknown_field" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().openapi({ description: "This request, as our logs name it", example: "req_0123456789" }),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    errors: z.array(z.object({ pointer: z.string(), message: z.string(), remedy: z.string() })),
  })
  .openapi("Problem");

/** The answer to a failed request: `application/problem+json` (RFC 9457). */
export function problemResponse(error: ApiError, requestId: string): Response {
  const [status, title] = problems[error.problem];
  const body: z.infer<typeof problemSchema> = {
    type: `/docs#${error.problem}`,
    title,
    status,
    detail: error.message,
    instance: requestId,
    code: error.problem,
    errors: error.errors,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", ...error.headers },
  });
}
