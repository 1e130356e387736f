/**
 * The first name that stands twice in one object of a JSON text, as a path to it, or null. Only asked of texts that
 * JSON.parse takes: of two values it keeps the last, and another reader the first.
 */
export function findRepeatedName(text: string): string[] | null {
  type Container = { names: Set<string> | null; at: string; index: number };
  const open: Container[] = [];
  let isName = false;
  const pathTo = (last: string) => [...open.slice(0, -1).map(({ at }) => at), last];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const inner = open.at(-1);
    if (character === '"') {
      const end = endOfText(text, at);
      if (isName && inner?.names) {
        const name: string = JSON.parse(text.slice(at, end + 1));
        if (inner.names.has(name)) return pathTo(name);
        inner.names.add(name);
        inner.at = name;
        isName = false;
      }
      at = end;
    } else if (character === "{") {
      open.push({ names: new Set(), at: "", index: 0 });
      isName = true;
    } else if (character === "[") {
      open.push({ names: null, at: "0", index: 0 });
      isName = false;
    } else if (character === "}" || character === "]") {
      open.pop();
      isName = false;
    } else if (character === "," && inner !== undefined) {
      isName = inner.names !== null;
      if (inner.names === null) {
        inner.index += 1;
        inner.at = String(inner.index);
      }
    }
  }
  return null;
}

/** Where the text that begins at this quote ends. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
