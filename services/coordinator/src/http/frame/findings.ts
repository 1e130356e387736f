import { ApiError, type FieldProblem, type ProblemCode } from "./problem.ts";

const MAX_ERRORS = 100;

/** Problems as they are found: the first decides the code, at most 100 are told. */
export class Findings {
  readonly #errors: FieldProblem[] = [];
  #code: ProblemCode | null = null;
  #total = 0;

  add(pointer: string, problem: { code: ProblemCode; message: string; remedy: string } | null): void {
    if (problem === null) return;
    this.#code ??= problem.code;
    this.#total += 1;
    if (this.#errors.length < MAX_ERRORS) {
      this.#errors.push({ pointer, message: problem.message, remedy: problem.remedy });
    }
  }

  /** The refusal that tells them; null where nothing was found. */
  refusal(): ApiError | null {
    const [first] = this.#errors;
    if (this.#code === null || first === undefined) return null;
    const more = this.#total === 1 ? "" : ` And ${(this.#total - 1).toLocaleString("en")} more problems.`;
    return new ApiError(this.#code, `${first.pointer}: ${first.message}${more}`, { errors: this.#errors });
  }

  throwIfAny(): void {
    const refusal = this.refusal();
    if (refusal !== null) throw refusal;
  }
}
