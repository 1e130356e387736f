import { type Problem, readProblem } from "./problem.ts";

/** An answer that is not what was asked for, with the words for people. */
export class ApiFailure extends Error {
  override name = "ApiFailure";
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.status = problem.status;
    this.problem = problem;
  }
}

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * What the API answered, or the reason why not.
 * @throws ApiFailure for every problem the API tells
 */
export function unwrap<Data>({ data, error, response }: Answer<Data>): Data {
  if (response.ok && data !== undefined) return data;
  throw new ApiFailure(
    readProblem(error) ?? {
      status: response.status,
      code: "unknown_answer",
      title: `The API answered ${response.status}`,
      detail: "",
      errors: [],
    },
  );
}

/** What went wrong and what to do, in one or two sentences. */
export function tellFailure(error: unknown): string {
  if (!(error instanceof ApiFailure)) return "S3Mirror did not answer. Transfers go on without the page.";
  const { title, detail, errors } = error.problem;
  const remedies = errors.map(({ remedy }) => remedy).join(" ");
  return [detail || `${title}.`, remedies].filter(Boolean).join(" ");
}
