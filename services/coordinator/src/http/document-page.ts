import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { problems } from "./problem.ts";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The parts of an OpenAPI 3.1 schema that our own document uses. */
type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  description?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};
type Content = Record<string, { schema?: Schema }>;
type Operation = {
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
};
type OpenApiDocument = {
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

/** The document as one page of HTML without scripts, so that it needs nothing from anywhere and prints well. */
export function documentPage(document: object): string {
  const { info, paths = {}, components } = document as OpenApiDocument;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ id: `${method}-${path}`, method, path, operation })),
  );
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${info.title} API <small>${info.version}</small></h1>
<p>${info.description ?? ""}</p>
<p>For programs: <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1).</p>
</header>
<nav aria-label="Routes"><ul>${operations.map(
    ({ id, method, path, operation }) =>
      html`<li><a href="#${id}"><b>${method.toUpperCase()}</b> <code>${path}</code></a> ${operation.summary ?? ""}</li>`,
  )}</ul></nav>
<main>
${operations.map(({ id, method, path, operation }) => showOperation(id, method, path, operation))}
<h2 id="shapes">Shapes</h2>
${Object.entries(components?.schemas ?? {}).map(
  ([name, schema]) => html`<section id="shape-${name}"><h3>${name}</h3>${showSchema(schema)}</section>`,
)}
<h2 id="problems">Problems</h2>
<table><thead><tr><th>code</th><th>status</th><th>title</th></tr></thead><tbody>${Object.entries(problems).map(
    ([code, [status, title]]) =>
      html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  )}</tbody></table>
</main>
</body>
</html>`);
}

function showOperation(id: string, method: string, path: string, operation: Operation): Html {
  const { parameters = [], requestBody, responses = {} } = operation;
  return html`<section id="${id}">
<h2><b>${method.toUpperCase()}</b> <code>${path}</code></h2>
<p>${operation.summary ?? ""}${operation.security ? "" : " (no key needed)"}</p>
${operation.description ? html`<p>${operation.description}</p>` : ""}
${
  parameters.length === 0
    ? ""
    : html`<h3>Parameters</h3><table><tbody>${parameters.map(
        (parameter) =>
          html`<tr><td><code>${parameter.name}</code> in ${parameter.in}${parameter.required ? ", required" : ""}</td><td>${nameType(parameter.schema)}</td><td>${parameter.description ?? parameter.schema?.description ?? ""}</td></tr>`,
      )}</tbody></table>`
}
${requestBody ? html`<h3>Body</h3>${showContent(requestBody.content)}` : ""}
<h3>Answers</h3>
<dl>${Object.entries(responses).map(
    ([status, answer]) => html`<dt>${status}</dt><dd>${answer.description ?? ""} ${showContent(answer.content)}</dd>`,
  )}</dl>
</section>`;
}

function showContent(content: Content | undefined): Html | "" {
  const [first] = Object.entries(content ?? {});
  return first === undefined ? "" : html`<div><code>${first[0]}</code> ${showSchema(first[1].schema)}</div>`;
}

/** A shape by its name where it has one, an object as a table of its fields, else the type in words. */
function showSchema(schema: Schema | undefined): Html {
  if (schema?.properties === undefined) return nameType(schema);
  const required = new Set(schema.required);
  return html`<table><tbody>${Object.entries(schema.properties).map(
    ([name, field]) =>
      html`<tr><td><code>${name}</code>${required.has(name) ? "" : " (may be left out)"}</td><td>${field.properties === undefined ? nameType(field) : showSchema(field)}</td><td>${field.description ?? ""}</td></tr>`,
  )}</tbody></table>`;
}

function nameType(schema: Schema | undefined): Html {
  if (schema === undefined) return html`anything`;
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return html`<a href="#shape-${name}">${name}</a>`;
  if (schema.enum !== undefined) return html`${schema.enum.map(String).join(", ")}`;
  if (schema.const !== undefined) return html`${String(schema.const)}`;
  if (schema.items !== undefined) return html`list of ${showSchema(schema.items)}`;
  const parts = schema.allOf ?? schema.anyOf ?? schema.oneOf;
  if (parts !== undefined)
    return html`${parts.map((part, index) => html`${index === 0 ? "" : " or "}${showSchema(part)}`)}`;
  if (typeof schema.additionalProperties === "object") {
    return html`names to ${nameType(schema.additionalProperties)}`;
  }
  const types = [schema.type ?? "anything"].flat().join(" or ");
  return html`${schema.format ? `${types} (${schema.format})` : types}`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 0 auto; padding: 1rem; }
section { margin: 2rem 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
td, th { border-top: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
h2 b, nav b { font-weight: 600; font-size: .85em; }
nav ul { list-style: none; padding: 0; }
dt { font-weight: 600; } dd { margin: 0 0 .5rem 1rem; }
:target { outline: 2px solid #07f; outline-offset: .3rem; }
`;
