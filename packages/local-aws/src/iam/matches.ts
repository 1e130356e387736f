/** Whether a policy's pattern is the whole of a text. @throws Error for a variable that this reader does not know */
export function matches(pattern: string, text: string, flags = ""): boolean {
  return wildcard(pattern, flags).test(text);
}

/**
 * A policy's pattern, in which `*` stands for any text, `?` for one character, and `${*}`, `${?}`, `${$}` for the
 * characters themselves (IAM, "Policy variables").
 * @throws Error for any other variable
 */
export function wildcard(pattern: string, flags = ""): RegExp {
  const source = pattern
    .split(/(\$\{[^}]*\}|[*?])/)
    .map((piece) => (piece === "*" ? ".*" : piece === "?" ? "." : quote(literal(piece))))
    .join("");
  return new RegExp(`^${source}$`, `su${flags}`);
}

/** A policy's text that is no pattern: it may hold the same variables. @throws Error as `wildcard` does */
export function literal(text: string): string {
  return text.replace(/\$\{([^}]*)\}/g, (variable, name: string) => {
    if (name === "*" || name === "?" || name === "$") return name;
    throw new UnknownVariable(variable);
  });
}

export class UnknownVariable extends Error {
  override name = "UnknownVariable";
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
