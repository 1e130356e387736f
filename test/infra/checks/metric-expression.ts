/** A value of one period; undefined where there is none. */
type Value = number | undefined;

/**
 * What CloudWatch makes of an expression of an alarm for one period (CloudWatch User Guide, "Using metric math"): where a
 * value is missing, so is what is computed from it, but for FILL. @throws Error for what this reader does not know
 */
export function evaluateExpression(expression: string, values: Record<string, Value>): Value {
  const tokens = expression.match(/[A-Za-z]\w*|\d+(\.\d+)?|[()+\-*/<>,]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? "";
  const take = (token: string): void => {
    if (next() !== token) throw new Error(`${expression}: no ${token} where one is wanted`);
  };
  const compared = (): Value => {
    const left = sum();
    if (!["<", ">"].includes(tokens[at] ?? "")) return left;
    const isLess = next() === "<";
    return both(left, sum(), (a, b) => Number(isLess ? a < b : a > b));
  };
  const sum = (): Value => {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const sign = next() === "+" ? 1 : -1;
      value = both(value, product(), (a, b) => a + sign * b);
    }
    return value;
  };
  const product = (): Value => {
    let value = one();
    while (tokens[at] === "*" || tokens[at] === "/") {
      const multiplies = next() === "*";
      value = both(value, one(), (a, b) => (multiplies ? a * b : a / b));
    }
    return value;
  };
  const one = (): Value => {
    const token = next();
    if (/^\d/.test(token)) return Number(token);
    if (tokens[at] !== "(") {
      if (!(token in values)) throw new Error(`${expression}: nothing is called ${token}`);
      return values[token];
    }
    take("(");
    const args = [compared()];
    while (tokens[at] === ",") {
      take(",");
      args.push(compared());
    }
    take(")");
    if (token === "FILL") return args[0] ?? args[1];
    if (token === "IF") return args[0] === undefined ? undefined : args[0] !== 0 ? args[1] : args[2];
    throw new Error(`${expression}: the simulation does not know ${token}`);
  };
  const value = compared();
  if (at < tokens.length) throw new Error(`${expression}: ${tokens[at]} is too much`);
  return value;
}

function both(left: Value, right: Value, join: (left: number, right: number) => number): Value {
  return left === undefined || right === undefined ? undefined : join(left, right);
}
