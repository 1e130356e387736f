import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "./s3-error.ts";

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/**
 * Text as S3 writes it into XML. Control characters become numeric references: not well-formed in XML 1.0 but for tab
 * and line ends, and what S3 does all the same, which is why clients ask for `encoding-type=url`.
 */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\p{Cc}\ufffe\uffff]/gu, (c) => escapes[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

/** One element; nothing at all where its value is null or undefined. */
export function element(name: string, value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  return `<${name}>${typeof value === "string" ? escapeXml(value) : value}</${name}>`;
}

/** A whole answer: `inner` is XML already. */
export function xmlDocument(root: string, inner: string): string {
  return `${declaration}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`;
}

/** The body of an error; S3 gives it no namespace. */
export function errorDocument(error: S3Error, requestId: string, resource: string): string {
  let fields = element("Code", error.code) + element("Message", error.message);
  for (const [name, value] of Object.entries(error.fields)) fields += element(name, value);
  fields += element("Resource", resource) + element("RequestId", requestId) + element("HostId", `local-${requestId}`);
  return `${declaration}<Error>${fields}</Error>`;
}

/** The same as STS words it (query protocol). */
export function stsErrorDocument(error: S3Error, requestId: string): string {
  const fields = element("Type", "Sender") + element("Code", error.code) + element("Message", error.message);
  return `<ErrorResponse><Error>${fields}</Error>${element("RequestId", requestId)}</ErrorResponse>`;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  isArray: (name) => name === "Part" || name === "Object" || name === "Tag",
});

/** A request's body below its root element, whose name must be this one. Texts still hold entities: `xmlText`. */
export function parseXml(body: string, root: string): Record<string, unknown> {
  let parsed: unknown;
  if (XMLValidator.validate(body) === true) parsed = parser.parse(body);
  const inner = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>)[root] : undefined;
  if (inner === undefined) throw new S3Error("MalformedXML");
  return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : {};
}

/** The text of a parsed element with its entities decoded; undefined where it is not there or not a text. */
export function xmlText(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  if (!value.includes("&")) return value;
  return value.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return namedEntities[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (!(code <= 0x10ffff)) throw new S3Error("MalformedXML");
      return String.fromCodePoint(code);
    },
  );
}

const namedEntities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The elements of a repeated child, each as an object. */
export function xmlList(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.map((item) => (typeof item === "object" && item !== null ? (item as Record<string, unknown>) : {}));
}
