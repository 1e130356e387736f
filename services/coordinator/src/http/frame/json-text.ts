/** Where a text stops being JSON: line and column count from 1, the column in characters; `problem` says what stands there. */
export type JsonProblem = { line: number; column: number; problem: string };

const whitespace = /[ \t\n\r]*/y;
const scalar =
  /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/uy;

type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | ", or ]" | ", or }" | "end";

/**
 * The first place where a text breaks RFC 8259, or null. Only asked after JSON.parse has refused, because its messages
 * name no place for many mistakes and differ between releases of Node.
 */
export function findJsonProblem(text: string): JsonProblem | null {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const afterValue = (): Expected => {
    const container = open.at(-1);
    return container === undefined ? "end" : container === "{" ? ", or }" : ", or ]";
  };

  for (;;) {
    at = skip(text, at);
    if (at >= text.length) return expected === "end" ? null : describe(text, at, expected);
    const character = text.charAt(at);
    if (character === "]" && (expected === "value or ]" || expected === ", or ]")) {
      open.pop();
      expected = afterValue();
      at += 1;
    } else if (character === "}" && (expected === "name or }" || expected === ", or }")) {
      open.pop();
      expected = afterValue();
      at += 1;
    } else if (character === "," && (expected === ", or ]" || expected === ", or }")) {
      expected = expected === ", or ]" ? "value" : "name";
      at += 1;
    } else if (character === ":" && expected === ":") {
      expected = "value";
      at += 1;
    } else if ((character === "{" || character === "[") && (expected === "value" || expected === "value or ]")) {
      open.push(character);
      expected = character === "{" ? "name or }" : "value or ]";
      at += 1;
    } else {
      const isName: boolean = expected === "name" || expected === "name or }";
      const isValue: boolean = expected === "value" || expected === "value or ]";
      scalar.lastIndex = at;
      const found: string | undefined = isName || isValue ? scalar.exec(text)?.[0] : undefined;
      if (found === undefined || (isName && character !== '"')) return describe(text, at, expected);
      expected = isName ? ":" : afterValue();
      at += found.length;
    }
  }
}

/** Whether lists and objects lie in each other more than `most` times: reading such a text takes long, whoever sends it. */
export function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > most) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

function skip(text: string, from: number): number {
  whitespace.lastIndex = from;
  whitespace.exec(text);
  return Math.max(from, whitespace.lastIndex);
}

const wanted: Record<Expected, string> = {
  value: "a value",
  "value or ]": "a value or ]",
  name: "a name in double quotes",
  "name or }": "a name in double quotes or }",
  ":": "a colon",
  ", or ]": "a comma or ]",
  ", or }": "a comma or }",
  end: "the end of the text",
};

function describe(text: string, at: number, expected: Expected): JsonProblem {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
  const character = text.codePointAt(at);
  const there =
    character === undefined
      ? "the text ends"
      : text[at] === '"'
        ? "a text begins that is not well formed or not wanted here"
        : `there is ${JSON.stringify(String.fromCodePoint(character))}`;
  return { line, column, problem: `${wanted[expected]} was expected, but ${there}` };
}
