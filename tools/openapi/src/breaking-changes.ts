type Node = Record<string, unknown>;
type Place = { document: Node; where: string };

const methods = ["get", "put", "post", "delete", "patch"];

/**
 * What a client of the old document would miss in the new one, each change as a line for people; none means that the
 * new one only grew. What clients read may gain fields and values; what they send may lose none of its freedom. What the
 * old document already called `deprecated` may go.
 */
export function findBreakingChanges(oldDocument: unknown, newDocument: unknown): string[] {
  const [before, now] = [toNode(oldDocument), toNode(newDocument)];
  const found: string[] = [];
  for (const [path, oldPath] of Object.entries(toNode(before.paths))) {
    const newPath = toNode(toNode(now.paths)[path]);
    for (const method of methods) {
      const oldOperation = toNode(oldPath)[method];
      if (oldOperation === undefined) continue;
      const where = `${method.toUpperCase()} ${path}`;
      if (newPath[method] === undefined) {
        if (!isDeprecated(oldOperation)) found.push(`${where} is gone`);
        continue;
      }
      compareOperations(
        { node: toNode(oldOperation), document: before, where },
        { node: toNode(newPath[method]), document: now, where },
        found,
      );
    }
  }
  return found;
}

type Side = Place & { node: Node };

function compareOperations(before: Side, now: Side, found: string[]): void {
  compareParameters(before, now, found);
  const oldBody = bodySchema(before, toNode(before.node.requestBody));
  const newBody = bodySchema(now, toNode(now.node.requestBody));
  if (oldBody === null && newBody !== null && toNode(now.node.requestBody).required === true) {
    found.push(`${now.where} needs a body now`);
  }
  if (oldBody !== null && newBody !== null) compareInputs(oldBody, newBody, found);
  for (const [status, answer] of Object.entries(toNode(before.node.responses))) {
    const newAnswer = toNode(now.node.responses)[status];
    if (newAnswer === undefined) {
      found.push(`${now.where} no longer answers ${status}`);
      continue;
    }
    const oldSchema = bodySchema({ ...before, where: `${before.where} ${status}` }, toNode(answer));
    const newSchema = bodySchema({ ...now, where: `${now.where} ${status}` }, toNode(newAnswer));
    if (oldSchema !== null && newSchema === null) found.push(`${now.where} ${status} has no body any more`);
    if (oldSchema !== null && newSchema !== null) compareOutputs(oldSchema, newSchema, found, new Set());
  }
}

function compareParameters(before: Side, now: Side, found: string[]): void {
  const name = (parameter: Node) => `${parameter.in} ${parameter.name}`;
  const oldOnes = new Map(toNodes(before.node.parameters).map((parameter) => [name(parameter), parameter]));
  const newOnes = new Map(toNodes(now.node.parameters).map((parameter) => [name(parameter), parameter]));
  for (const [id, parameter] of oldOnes) {
    const next = newOnes.get(id);
    if (next === undefined) {
      if (!isDeprecated(parameter)) found.push(`${now.where}: the parameter ${id} is gone`);
      continue;
    }
    const where = `${now.where}: the parameter ${id}`;
    if (parameter.required !== true && next.required === true) found.push(`${where} is required now`);
    compareInputs(
      { ...before, where, node: resolve(before.document, parameter.schema) },
      { ...now, where, node: resolve(now.document, next.schema) },
      found,
    );
  }
  for (const [id, parameter] of newOnes) {
    if (!oldOnes.has(id) && parameter.required === true)
      found.push(`${now.where}: the new parameter ${id} is required`);
  }
}

/** What clients read: fields and kinds stay. */
function compareOutputs(before: Side, now: Side, found: string[], seen: Set<Node>): void {
  // A schema that holds itself is judged once.
  if (seen.has(before.node)) return;
  seen.add(before.node);
  const gained = [...typesOf(now)].filter((type) => !typesOf(before).has(type));
  const lost = [...typesOf(before)].filter((type) => type !== "null" && !typesOf(now).has(type));
  if (gained.length + lost.length > 0) {
    found.push(`${now.where} was ${list(typesOf(before))} and is ${list(typesOf(now))}`);
  }
  loseValues(before, now, found);
  for (const [name, property] of Object.entries(propertiesOf(before))) {
    const next = propertiesOf(now)[name];
    const where = `${now.where}.${name}`;
    if (next === undefined) {
      if (!isDeprecated(property)) found.push(`${where} is gone`);
      continue;
    }
    if (requiredOf(before).has(name) && !requiredOf(now).has(name)) found.push(`${where} may be missing now`);
    compareOutputs(
      { ...before, where, node: resolve(before.document, property) },
      { ...now, where, node: resolve(now.document, next) },
      found,
      seen,
    );
  }
  compareItems(before, now, (a, b) => compareOutputs(a, b, found, seen));
}

/** What clients send: nothing more is asked of them, nothing that was taken is refused. */
function compareInputs(before: Side, now: Side, found: string[]): void {
  const refused = [...typesOf(before)].filter((type) => !typesOf(now).has(type));
  if (refused.length > 0 && typesOf(now).size > 0)
    found.push(`${now.where} takes no ${list(new Set(refused))} any more`);
  loseValues(before, now, found);
  narrowLimits(before, now, found);
  for (const [name, property] of Object.entries(propertiesOf(before))) {
    const next = propertiesOf(now)[name];
    const where = `${now.where}.${name}`;
    if (next === undefined) {
      if (!isDeprecated(property)) found.push(`${where} is not taken any more`);
      continue;
    }
    compareInputs(
      { ...before, where, node: resolve(before.document, property) },
      { ...now, where, node: resolve(now.document, next) },
      found,
    );
  }
  for (const name of requiredOf(now)) {
    if (!requiredOf(before).has(name)) found.push(`${now.where}.${name} is required now`);
  }
  compareItems(before, now, (a, b) => compareInputs(a, b, found));
}

function compareItems(before: Side, now: Side, compare: (before: Side, now: Side) => void): void {
  for (const key of ["items", "additionalProperties"]) {
    const [oldItem, newItem] = [partOf(before, key), partOf(now, key)];
    if (oldItem === null || newItem === null) continue;
    const where = `${now.where}[]`;
    compare({ ...before, where, node: oldItem }, { ...now, where, node: newItem });
  }
}

function loseValues(before: Side, now: Side, found: string[]): void {
  const [oldValues, newValues] = [valuesOf(before), valuesOf(now)];
  if (oldValues === null || newValues === null) return;
  for (const value of oldValues) {
    if (!newValues.has(value)) found.push(`${now.where} no longer knows the value ${JSON.stringify(value)}`);
  }
}

function narrowLimits(before: Side, now: Side, found: string[]): void {
  for (const [name, isNarrower] of [
    ["maxLength", (a: number, b: number) => b < a],
    ["maxItems", (a: number, b: number) => b < a],
    ["maximum", (a: number, b: number) => b < a],
    ["minLength", (a: number, b: number) => b > a],
    ["minItems", (a: number, b: number) => b > a],
    ["minimum", (a: number, b: number) => b > a],
  ] as const) {
    const [oldLimit, newLimit] = [before.node[name], now.node[name]];
    if (typeof newLimit !== "number") continue;
    if (typeof oldLimit === "number" ? isNarrower(oldLimit, newLimit) : !name.startsWith("min") || newLimit > 0) {
      found.push(`${now.where} has a narrower ${name}: ${newLimit}`);
    }
  }
}

/** A schema together with the schemas it is made of: `allOf`, `anyOf` and `oneOf` are looked into. */
function variants({ document, node }: Side): Node[] {
  return [
    node,
    ...["allOf", "anyOf", "oneOf"].flatMap((key) =>
      toNodes(node[key]).flatMap((part) => variants({ document, where: "", node: resolve(document, part) })),
    ),
  ];
}

function typesOf(side: Side): Set<unknown> {
  return new Set(variants(side).flatMap(({ type }) => (Array.isArray(type) ? type : type === undefined ? [] : [type])));
}

function valuesOf(side: Side): Set<unknown> | null {
  const lists = variants(side).flatMap(({ enum: values, const: value }) =>
    Array.isArray(values) ? [values] : value === undefined ? [] : [[value]],
  );
  return lists.length === 0 ? null : new Set(lists.flat());
}

function propertiesOf(side: Side): Node {
  return Object.assign({}, ...variants(side).map(({ properties }) => toNode(properties)));
}

function requiredOf(side: Side): Set<string> {
  return new Set(variants(side).flatMap(({ required }) => (Array.isArray(required) ? required : [])));
}

function partOf(side: Side, key: string): Node | null {
  const part = variants(side).find((variant) => typeof variant[key] === "object")?.[key];
  return part === undefined ? null : resolve(side.document, part);
}

function bodySchema({ document, where }: Place, holder: Node): Side | null {
  const [media] = Object.values(toNode(holder.content));
  const { schema } = toNode(media);
  return schema === undefined ? null : { document, where, node: resolve(document, schema) };
}

function resolve(document: Node, schema: unknown): Node {
  const node = toNode(schema);
  if (typeof node.$ref !== "string") return node;
  const found = node.$ref
    .slice("#/".length)
    .split("/")
    .reduce<unknown>((at, step) => toNode(at)[step], document);
  return resolve(document, found);
}

function isDeprecated(node: unknown): boolean {
  return toNode(node).deprecated === true;
}

function toNode(value: unknown): Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

function toNodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(toNode) : [];
}

function list(types: Set<unknown>): string {
  return [...types].map(String).join(" or ") || "anything";
}
