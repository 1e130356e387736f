import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { problems } from "../frame/problem.ts";
import { documentStyle } from "./document-style.ts";
import { type GuideSettings, guideSections } from "./guide.ts";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The parts of an OpenAPI 3.1 schema that our own document uses. */
type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
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
  tags?: string[];
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
};
type OpenApiDocument = {
  info: { title: string; version: string; description?: string };
  tags?: { name: string }[];
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};
type Listed = { id: string; method: string; path: string; operation: Operation };

/** Guide and document as one page of HTML without scripts, so that it needs nothing from anywhere and prints well. */
export function documentPage(document: object, settings: GuideSettings): string {
  const { info, tags = [], paths = {}, components } = document as OpenApiDocument;
  const operations: Listed[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ id: `${method}-${path}`, method, path, operation })),
  );
  const groups = tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags?.includes(name)),
  }));
  const sections = guideSections(settings);
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${documentStyle}</style>
</head>
<body>
<a class="skip" href="#guide">Skip to the guide</a>
<header>
<h1>${info.title} API <small>${info.version}</small></h1>
<p>${info.description ?? ""}</p>
<p>For programs: <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1).</p>
</header>
<nav aria-label="Contents">
<ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>
${groups.map(({ name, operations }) => html`<p>${name}</p><ul>${operations.map(linkOperation)}</ul>`)}
<p><a href="#shapes">Shapes</a>, <a href="#problems">problems</a></p>
</nav>
<main>
<h2 id="guide">From the key to the last event</h2>
${sections.map(({ id, title, text }) => html`<section id="${id}"><h3>${title}</h3>${text}</section>`)}
${groups.map(({ name, operations }) => html`<h2>${name}</h2>${operations.map(showOperation)}`)}
<h2 id="shapes">Shapes</h2>
${Object.entries(components?.schemas ?? {}).map(
  ([name, schema]) => html`<section id="shape-${name}"><h3>${name}</h3>${showSchema(schema)}</section>`,
)}
<h2 id="problems">Problems</h2>
<table><thead><tr><th scope="col">code</th><th scope="col">status</th><th scope="col">title</th></tr></thead><tbody>${Object.entries(
    problems,
  ).map(
    ([code, [status, title]]) =>
      html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  )}</tbody></table>
</main>
</body>
</html>`);
}

function linkOperation({ id, method, path, operation }: Listed): Html {
  return html`<li><a href="#${id}">${method.toUpperCase()} <code>${path}</code></a> ${operation.summary ?? ""}</li>`;
}

function showOperation({ id, method, path, operation }: Listed): Html {
  const { parameters = [], requestBody, responses = {} } = operation;
  // Problems are the same everywhere: the guide tells of them once.
  const answers = Object.entries(responses).filter(([status]) => !status.endsWith("XX"));
  return html`<section id="${id}">
<h3><b>${method.toUpperCase()}</b> <code>${path}</code></h3>
<p>${operation.summary ?? ""}.${operation.security ? "" : " No key is needed."} ${operation.description ?? ""}</p>
${
  parameters.length === 0
    ? ""
    : html`<h4>Parameters</h4><dl>${parameters.map(({ name, in: place, required, description, schema }) =>
        showField(html`<code>${name}</code>`, html`in ${place}, ${required ? "required, " : ""}${nameType(schema)}`, {
          ...schema,
          ...(description !== undefined && { description }),
        }),
      )}</dl>`
}
${requestBody ? html`<h4>Body</h4>${showContent(requestBody.content)}` : ""}
<h4>Answers</h4>
<dl>${answers.map(
    ([status, answer]) =>
      html`<dt>${status} <span class="soft">${answer.description ?? ""}</span></dt><dd>${showContent(answer.content)}</dd>`,
  )}</dl>
</section>`;
}

function showContent(content: Content | undefined): Html | "" {
  const [first] = Object.values(content ?? {});
  return first === undefined ? "" : showSchema(first.schema);
}

function showField(name: Html, type: Html, { description }: Schema, inside: Html | "" = ""): Html {
  return html`<dt>${name} <span class="soft">${type}</span></dt><dd>${description ?? ""}${inside}</dd>`;
}

/** A shape by its name where it has one, an object as the list of its fields, else the type in words. */
function showSchema(schema: Schema | undefined): Html {
  if (schema?.properties === undefined) return nameType(schema);
  const required = new Set(schema.required);
  return html`<dl>${Object.entries(schema.properties).map(([name, field]) => {
    const inner = field.properties ? field : field.items?.properties ? field.items : null;
    const type = inner === null ? nameType(field) : html`${field.items ? "list of objects" : "object"}`;
    const optional = required.has(name) ? "" : ", may be left out";
    return showField(html`<code>${name}</code>`, html`${type}${optional}`, field, inner ? showSchema(inner) : "");
  })}</dl>`;
}

function nameType(schema: Schema | undefined): Html {
  if (schema === undefined) return html`anything`;
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return html`<a href="#shape-${name}">${name}</a>`;
  if (schema.const !== undefined) return html`${String(schema.const)}`;
  if (schema.items !== undefined) return html`list of ${showSchema(schema.items)}${tellBounds(schema)}`;
  const parts = schema.allOf ?? schema.anyOf ?? schema.oneOf;
  if (parts !== undefined)
    return html`${parts.map((part, index) => html`${index === 0 ? "" : " or "}${showSchema(part)}`)}`;
  if (typeof schema.additionalProperties === "object") {
    return html`names to ${nameType(schema.additionalProperties)}`;
  }
  const types = schema.enum?.map(String).join(", ") ?? [schema.type ?? "anything"].flat().join(" or ");
  return html`${schema.format ? `${types} (${schema.format})` : types}${tellBounds(schema)}`;
}

/** Zod bounds every integer by what a double holds exactly: that tells nobody anything. */
function tellBounds({ minimum, maximum, maxLength, maxItems, default: given }: Schema): string {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  return [
    most !== undefined && minimum !== undefined ? `, ${minimum} to ${most}` : "",
    maxLength === undefined ? "" : `, up to ${maxLength} characters`,
    maxItems === undefined ? "" : `, up to ${maxItems}`,
    given === undefined ? "" : `, ${given} unless given`,
  ].join("");
}
