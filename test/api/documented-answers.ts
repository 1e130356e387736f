import { readFileSync } from "node:fs";
import { z } from "zod";

type Schema = { [name: string]: unknown };
export type Parameter = { name: string; in: "path" | "query" | "header"; required?: boolean; schema: Schema };
type Answer = { content?: Record<string, { schema: Schema }> };
type Documented = {
  parameters?: Parameter[];
  requestBody?: Answer;
  responses: Record<string, Answer>;
  security?: unknown[];
};
type OpenApi = { paths: Record<string, Record<string, Documented>>; components: { schemas: Record<string, Schema> } };

/** One operation of docs/openapi.json. `body` is null where none is taken. */
export type Operation = {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | null;
  isOpen: boolean;
  /** What is wrong with an answer's body, or null: by its status, as the document describes it, and no field beyond. */
  judge: (status: number, contentType: string, body: unknown) => string | null;
};

const openApi = JSON.parse(
  readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8").replaceAll(
    "#/components/schemas/",
    "#/$defs/",
  ),
) as OpenApi;

export const shapes = openApi.components.schemas;

export const operations: Operation[] = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, documented]) => ({
    method: method.toUpperCase(),
    path,
    parameters: documented.parameters ?? [],
    body: documented.requestBody?.content?.["application/json"]?.schema ?? null,
    isOpen: documented.security === undefined,
    judge: judgeBy(documented.responses),
  })),
);

/** The same of a problem, which any address may answer, whether it says so or not. */
export function judgeProblemShape(contentType: string, body: unknown): string | null {
  const content = { "application/problem+json": { schema: { $ref: "#/$defs/Problem" } } };
  return judgeBy({ "4XX": { content } })(400, contentType, body);
}

function judgeBy(responses: Record<string, Answer>): Operation["judge"] {
  const checks = new Map(
    Object.entries(responses).map(([status, { content = {} }]) => {
      const [type, described] = Object.entries(content)[0] ?? ["", null];
      return [status, { type, shape: described && toZod(described.schema) }];
    }),
  );
  return (status, contentType, body) => {
    const check = checks.get(String(status)) ?? checks.get(`${Math.floor(status / 100)}XX`);
    if (check === undefined) return `${status} is not documented`;
    if (!contentType.startsWith(check.type)) return `${contentType} instead of ${check.type}`;
    const judged = check.shape?.safeParse(body);
    return judged === undefined || judged === null || judged.success ? null : z.prettifyError(judged.error);
  };
}

function toZod(schema: Schema): z.ZodType {
  return z.fromJSONSchema({ ...closed(schema), $defs: closed(shapes) } as Parameters<typeof z.fromJSONSchema>[0]);
}

/** The schema with every object closed: a field that is not described is a fault of the document. */
function closed(schema: unknown): Schema {
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    if (typeof value !== "object" || value === null) return value;
    const inside = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, within(part)]));
    return "properties" in inside && !("additionalProperties" in inside)
      ? { ...inside, additionalProperties: false }
      : inside;
  };
  return within(schema) as Schema;
}
