import { expect, test } from "vitest";
import { ApiFailure, tellFailure, unwrap } from "./api-failure.ts";
import { readProblem } from "./problem.ts";

const problem = {
  status: 422,
  code: "source_empty",
  title: "Nothing is there",
  detail: "Nothing lies under the prefix.",
  errors: [{ pointer: "/source/prefix", message: "Nothing.", remedy: "Check the prefix." }],
};

test("a problem is read as the API words it, and what is missing of it is left out", () => {
  expect(readProblem({ ...problem, type: "/docs#source_empty" })).toEqual(problem);
  expect(readProblem({ status: 500, code: "internal", title: "Sorry", errors: "none" })).toEqual({
    status: 500,
    code: "internal",
    title: "Sorry",
    detail: "",
    errors: [],
  });
});

test.each([null, "a proxy's page", [], { status: "422" }])("%o is no problem of the API's", (body) => {
  expect(readProblem(body)).toBeNull();
});

test("people are told what went wrong and what to do", () => {
  const answer = (error: unknown, status: number) => () => unwrap({ error, response: new Response(null, { status }) });
  expect(answer(problem, 422)).toThrow(ApiFailure);
  expect(tellFailure(new ApiFailure(problem))).toBe("Nothing lies under the prefix. Check the prefix.");
  expect(answer("<h1>Bad gateway</h1>", 502)).toThrow("The API answered 502");
  expect(tellFailure(new TypeError("Failed to fetch"))).toMatch(/did not answer/);
});
