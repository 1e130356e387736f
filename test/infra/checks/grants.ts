import { coordinatorPolicy } from "@s3mirror/coordinator/open-s3";
import { routePolicy } from "@s3mirror/core/transfer-role/route-policy";
import { vendorBucketPolicy } from "@s3mirror/core/vendor-policy";
import type { Stage } from "../../../infra/stages/schema.ts";
import { type Evaluation, ofType, only } from "../evaluation.ts";
import type { RecordedAction } from "../recorded-actions.ts";
import type { Check } from "./find-problems.ts";
import { type Place, placesOf, roleOf } from "./places.ts";
import { inlineStatements, type Statement, statementsOf } from "./policy.ts";
import { type Call, isAllowed, type Policies } from "./simulation.ts";

/** What our programs must be able to do although no run here shows it, and why. */
const unrecordable: (RecordedAction & { why: string })[] = [
  {
    service: "migration",
    action: "rds-data:RollbackTransaction",
    on: "ledger",
    why: "asked when a statement of a migration fails",
  },
  ...(["coordinator", "copier"] as const).flatMap((service) => [
    {
      service,
      action: "kms:Decrypt",
      on: "source key" as const,
      why: "S3 asks KMS in the caller's name, where objects are encrypted with a key",
    },
    {
      service,
      action: "kms:Decrypt",
      on: "destination key" as const,
      why: "S3 asks KMS for every part of an upload, and to read back",
    },
    {
      service,
      action: "kms:GenerateDataKey",
      on: "destination key" as const,
      why: "S3 asks KMS when an object or an upload is made",
    },
  ]),
];

const stranger = "999999999999";

/**
 * Each recorded action is allowed, by everything that has a say in it, on each resource of the stage that it is about.
 * A boundary is the organisation's, so its words are known only where they are given.
 */
export const needed =
  (stage: Stage, recorded: RecordedAction[], boundary?: Statement[]): Check =>
  (evaluation) =>
    questions(evaluation, stage, recorded).flatMap(({ role, policies, call, on }) =>
      isAllowed({ ...policies, boundary }, call)
        ? []
        : [`${role} may not ${call.action} on the ${on} ${call.resource}`],
    );

/** Nothing is granted, on anything, that no program was recorded asking. */
export const unneeded =
  (stage: Stage, recorded: RecordedAction[]): Check =>
  (evaluation) => {
    const wanted = questions(evaluation, stage, recorded).map(
      ({ role, call, place }) => `${role} ${call.action} ${place.granted}`,
    );
    return ofType(evaluation, "aws:iam/role:Role").flatMap((role) =>
      inlineStatements(evaluation, role)
        .flatMap(({ Action = [], Resource = [] }) =>
          [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource }))),
        )
        .filter(({ action, resource }) => !wanted.includes(`${role.name} ${action} ${resource}`))
        .map(({ action, resource }) => `${role.name} may ${action} on ${resource}, which nobody was recorded asking`),
    );
  };

/** What our roles may do in the stage's buckets they may not do in a stranger's of the same name, nor beside its prefixes. */
export const outside =
  (stage: Stage, recorded: RecordedAction[]): Check =>
  (evaluation) =>
    questions(evaluation, stage, recorded)
      .filter(({ role }) => role === "TransferRole")
      .flatMap(({ policies: { identity }, call, place }) => {
        const elsewhere: [string, Call][] = Object.entries(place.context).map(([key, value]) => [
          key === "s3:prefix" ? "whatever is listed" : `whatever ${key} is`,
          { ...call, context: { ...call.context, [key]: key === "s3:ResourceAccount" ? stranger : `not-${value}` } },
        ]);
        const beside = place.example.replace(/run-7\/.*$/, "").replace(/[^/]*\/$/, "");
        if (place.granted.endsWith("/*") && beside !== place.example.replace(/run-7\/.*$/, "")) {
          elsewhere.push(["beside its prefix", { ...call, resource: `${beside}not-ours/a` }]);
        }
        return elsewhere
          .filter(([where, asked]) => !isMeantAnywhere(stage, where, call) && isAllowed({ identity }, asked))
          .map(([where]) => `TransferRole may ${call.action} on ${call.resource} ${where}`);
      });

/** A destination is listed as a whole (a missing object must be told from a denied one), and so is a source without a prefix. */
function isMeantAnywhere(stage: Stage, where: string, { action, resource }: Call): boolean {
  if (where !== "whatever is listed") return false;
  const source = stage.sources.find(({ bucket }) => resource === `arn:aws:s3:::${bucket}`);
  return action !== "s3:ListBucket" || source === undefined || source.prefix === "";
}

/** Only the services that copy may take on the transfer role. */
export const assumers: Check = (evaluation) => {
  const transferRole = only(evaluation, "aws:iam/role:Role", "TransferRole");
  const trust = statementsOf(transferRole.inputs.assumeRolePolicy);
  return ofType(evaluation, "aws:iam/role:Role")
    .filter(({ name }) => ![roleOf.coordinator, roleOf.copier].some((one) => one === name))
    .filter(({ outputs }) => {
      const call = assumeRole(String(outputs.arn), String(transferRole.outputs.arn));
      return isAllowed({ identity: trust }, call);
    })
    .map(({ name }) => `${name} may assume the transfer role`);
};

type Question = { role: string; policies: Policies; call: Call; on: string; place: Place };

/** Every recorded action on every place that it is about, with the policies that decide it. */
function questions(evaluation: Evaluation, stage: Stage, recorded: RecordedAction[]): Question[] {
  return [...recorded, ...unrecordable].flatMap((asked) => {
    const { service, action, on } = asked;
    const asTransferRole = /^(s3|kms):/.test(action);
    const role = only(evaluation, "aws:iam/role:Role", asTransferRole ? "TransferRole" : roleOf[service]);
    const principal = String(role.outputs.arn);
    return placesOf(evaluation, stage, service)[on].map((place) => {
      const call = {
        ...{ principal, action, resource: place.example },
        context: { "aws:SecureTransport": "true", "aws:PrincipalArn": principal, ...place.context, ...made(asked) },
      };
      const policies = {
        identity: inlineStatements(evaluation, role),
        session: asTransferRole ? sessionOf(service, stage, place) : undefined,
        ...atResource(evaluation, stage, { on, principal }),
      };
      return { role: role.name, policies, call, on, place };
    });
  });
}

/** What a program's session is narrowed to: a coordinator's always alike, a copier's to a route to or from the place. */
function sessionOf(service: RecordedAction["service"], stage: Stage, { granted }: Place): Statement[] {
  if (service === "coordinator") return statementsOf(coordinatorPolicy);
  const [source, destination] = [stage.sources, stage.destinations].map(
    (places) => places.find(({ bucket, prefix }) => granted === `arn:aws:s3:::${bucket}/${prefix}*`) ?? places[0],
  );
  if (source === undefined || destination === undefined) return [];
  const route = {
    ...{ sourceBucket: source.bucket, sourcePrefix: source.prefix },
    ...{ destinationBucket: destination.bucket, destinationPrefix: destination.prefix },
  };
  return statementsOf(routePolicy(route, "aws"));
}

/** A coordinator begins uploads and makes no object. */
function made({ service, action }: RecordedAction): Record<string, string> {
  return action === "s3:PutObject" ? { "s3:ObjectCreationOperation": `${service === "copier"}` } : {};
}

/** What lies at a resource: our queues' and topics' policies, the role's trust, and what we ask vendors to set. */
function atResource(
  evaluation: Evaluation,
  stage: Stage,
  { on, principal }: { on: RecordedAction["on"]; principal: string },
): Pick<Policies, "resource" | "needsResource"> {
  if (on === "transfer role") {
    const { inputs } = only(evaluation, "aws:iam/role:Role", "TransferRole");
    return { resource: statementsOf(inputs.assumeRolePolicy), needsResource: true };
  }
  if (on.startsWith("source ")) {
    const resource = stage.sources.flatMap(({ bucket, accountId, prefix, kmsKeyArn = null }) => {
      const set = vendorBucketPolicy({ bucket, accountId, prefixes: [prefix], kmsKeyArn }, principal);
      return on === "source key" ? (set.kmsKeyStatement ?? []) : set.bucketPolicy.Statement;
    });
    return { resource, needsResource: true };
  }
  const ours = ["aws:sqs/queuePolicy:QueuePolicy", "aws:sns/topicPolicy:TopicPolicy"]
    .flatMap((type) => ofType(evaluation, type))
    .flatMap(({ inputs }) => statementsOf(inputs.policy));
  return { resource: ours };
}

function assumeRole(principal: string, resource: string): Call {
  return { principal, action: "sts:AssumeRole", resource, context: { "aws:PrincipalArn": principal } };
}
