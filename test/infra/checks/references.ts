import type { Evaluation, Resource } from "../evaluation.ts";

/** One resource that names another in its inputs, by whatever identifies it, and at which field. */
export type Reference = { from: Resource; field: string; to: Resource };

/** Fields that AWS takes without looking whether what they name is there, and why. Fields of lists stand without their index. */
const takenUnseen: readonly { type: RegExp; field: RegExp; why: string }[] = [
  { type: /^aws:iam\/rolePolicy:/, field: /^policy\b/, why: "a role may be allowed what is not there yet" },
  { type: /^aws:s3\/bucketObjectv2:/, field: /^key$/, why: "a key may be any text" },
  { type: /^aws:iam\/policy:/, field: /^policy\b/, why: "a role may be allowed what is not there yet" },
  { type: /^aws:iam\/role:/, field: /^inlinePolicies\b/, why: "a role may be allowed what is not there yet" },
  { type: /^aws:iam\/role:/, field: /\.Condition\b/, why: "conditions are compared when somebody asks" },
  {
    type: /^aws:ec2\/vpcEndpoint:/,
    field: /^policy\b/,
    why: "conditions and resources are compared when somebody asks",
  },
  {
    type: /^aws:ecs\/taskDefinition:/,
    field: /^containerDefinitions\b/,
    why: "what a container is told, ECS reads when it starts it",
  },
  { type: /^aws:lambda\/function:/, field: /^environment\b/, why: "what a function is told, it reads itself" },
  {
    type: /^aws:ecs\//,
    field: /^(requiresCompatibilities|launchType)$/,
    why: "FARGATE is a launch type there, no capacity provider",
  },
  {
    type: /^aws:cloudwatch\/(metricAlarm|dashboard):/,
    field: /dimensions|^dashboardBody\b/,
    why: "a metric need not be told of yet",
  },
];

/** Every reference of an evaluation, found from the names themselves: ids, ARNs, addresses and given names. */
export function findReferences({ resources }: Pick<Evaluation, "resources">): Reference[] {
  const standing = resources.filter(({ custom }) => custom);
  const owners = new Map<string, Resource[]>();
  for (const one of standing) for (const name of namesOf(one)) owners.set(name, [...(owners.get(name) ?? []), one]);
  const arns = [...owners.keys()].filter((name) => name.startsWith("arn:"));
  return standing.flatMap((from) => {
    const found = new Map<string, Reference>();
    for (const { field, text } of textsOf(from.inputs)) {
      if (takenUnseen.some((one) => one.type.test(from.type) && one.field.test(field))) continue;
      const named = [text, ...arns.filter((arn) => text.length > arn.length && holds(text, arn))];
      for (const to of named.flatMap((name) => owners.get(name) ?? []))
        if (to !== from && isOf(from, field, to)) found.set(`${to.urn} ${field}`, { from, field, to });
    }
    return [...found.values()];
  });
}

/** What identifies a resource to AWS, as far as its inputs and what is computed of it tell. */
function namesOf({ id, type, inputs, outputs }: Resource): string[] {
  const given = [
    type === "aws:s3/bucket:Bucket" ? "bucket" : "name",
    "family",
    "clusterIdentifier",
    "identifier",
    "functionName",
    "dashboardName",
  ];
  // A policy of a topic is told the topic's ARN: that is not its own.
  const told = ["arn", "url", "dnsName", "arnSuffix"]
    .filter((field) => !(field in inputs))
    .map((field) => outputs[field]);
  const names = [id, ...told, ...given.map((field) => inputs[field]), ...(givesNames[type]?.(inputs, outputs) ?? [])];
  return [...new Set(names.filter((name) => typeof name === "string" && name.length > 2))] as string[];
}

/** What can be named only once this kind of resource stands, besides the resource itself. */
const givesNames: Record<string, (inputs: Resource["inputs"], outputs: Resource["outputs"]) => unknown[]> = {
  // Auto Scaling calls it service/CLUSTER/NAME.
  "aws:ecs/service:Service": (_inputs, { arn }) => [String(arn).split(":").at(-1)],
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ({ capacityProviders }) =>
    capacityProviders as unknown[],
  "aws:s3/bucketObjectv2:BucketObjectv2": ({ key }) => [key],
  "aws:appautoscaling/target:Target": ({ resourceId }) => [resourceId],
};

/** A name that is no ARN and no id is unique among what one field can mean, not in the whole stage. */
function isOf({ type, inputs }: Resource, field: string, to: Resource): boolean {
  if (["name", "family", "bucket", "identifier", "clusterIdentifier"].includes(field)) return isPart(type, to.type);
  return inputs.name === undefined || inputs[field] !== inputs.name || isPart(type, to.type);
}

/** `aws:s3/bucketPolicy` is about what `aws:s3/bucket` made. */
function isPart(type: string, of: string): boolean {
  const [own, whole] = [type, of].map((one) => one.split(":")[1] ?? "");
  return own !== whole && String(own).startsWith(String(whole));
}

function holds(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text.charAt(at + name.length))) return true;
  }
  return false;
}

/** Every text of the inputs with its field; what is JSON is read as well. */
function* textsOf(value: unknown, field = ""): Generator<{ field: string; text: string }> {
  if (typeof value === "string") {
    const parsed = /^[[{]/.test(value) ? readJson(value) : undefined;
    if (parsed === undefined) yield { field, text: value };
    else yield* textsOf(parsed, field);
  } else if (Array.isArray(value)) for (const one of value) yield* textsOf(one, field);
  else if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) yield* textsOf(one, field === "" ? name : `${field}.${name}`);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
