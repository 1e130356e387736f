/**
 * The input of an AWS query-protocol call as a nested value: `A.member.1.B=x` becomes `{A: [{B: "x"}]}`, and so do
 * `entry` lists. All values are strings.
 */
export function parseQuery(body: string): Record<string, unknown> {
  const root: Tree = new Map();
  for (const [name, value] of new URLSearchParams(body)) {
    let at = root;
    const steps = name.split(".");
    const last = steps.pop() ?? "";
    for (const step of steps) {
      const next = at.get(step);
      if (next instanceof Map) at = next;
      else {
        const made: Tree = new Map();
        at.set(step, made);
        at = made;
      }
    }
    at.set(last, value);
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, plain(value)]));
}

type Tree = Map<string, Tree | string>;

function plain(value: Tree | string): unknown {
  if (typeof value === "string") return value;
  const list = value.size === 1 ? (value.get("member") ?? value.get("entry")) : undefined;
  if (list instanceof Map) {
    return [...list].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => plain(item));
  }
  return Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]));
}

/** A string map, which the query protocol spells as `<entry><key/><value/></entry>` for each pair. */
export class XmlMap {
  readonly entries: Record<string, string>;

  constructor(entries: Record<string, string>) {
    this.entries = entries;
  }
}

/** A value as XML: arrays as `<member>` lists; what is undefined is left out. */
export function toXml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join("");
  if (value instanceof XmlMap) {
    return Object.entries(value.entries)
      .map(([key, item]) => `<entry>${toXml({ key, value: item })}</entry>`)
      .join("");
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `<${name}>${toXml(item)}</${name}>`)
      .join("");
  }
  return String(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
