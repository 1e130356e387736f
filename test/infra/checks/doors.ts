import type { Stage } from "../../../infra/stages/schema.ts";
import { type Evaluation, ofType, type Resource } from "../evaluation.ts";
import type { RecordedAction } from "../recorded-actions.ts";
import type { Check } from "./find-problems.ts";
import { placesOf } from "./places.ts";
import { statementsOf } from "./policy.ts";
import { type Call, isAllowed } from "./simulation.ts";

/** What starts a task: its image and its log (Amazon ECS Developer Guide, "Interface VPC endpoints"). */
const startsTasks = ["ecr.api", "ecr.dkr", "logs"];
/** Asked by the Data API in the caller's name, or by S3; the network is not passed. */
const askedElsewhere = ["secretsmanager", "kms"];

/**
 * The ways out of a network of our own: each AWS service that a task calls can be reached, S3 by the gateway; nothing else
 * can from private subnets; and no door lets through who is not of this account, or what is not the stage's.
 */
export const doors =
  (stage: Stage, recorded: RecordedAction[]): Check =>
  (evaluation) => {
    const endpoints = ofType(evaluation, "aws:ec2/vpcEndpoint:VpcEndpoint");
    if (stage.network.type === "existing") return [];
    const serviceOf = ({ inputs }: Resource) => String(inputs.serviceName).split(".").slice(3).join(".");
    const [gateway, ...more] = endpoints.filter(({ inputs }) => inputs.vpcEndpointType === "Gateway");
    if (gateway === undefined || more.length > 0 || serviceOf(gateway) !== "s3")
      return ["S3 is not reached by one gateway"];
    const routed = gateway.inputs.routeTableIds as unknown[];
    const tables = ofType(evaluation, "aws:ec2/routeTable:RouteTable").filter(({ id }) => !routed.includes(id));
    return [
      ...tables.map(({ name }) => `${name} does not lead to S3 by the gateway`),
      ...gatewayProblems(evaluation, stage, { gateway, recorded }),
      ...(stage.network.publicIps ? [] : privateProblems(evaluation, recorded, serviceOf)),
    ];
  };

function privateProblems(
  evaluation: Evaluation,
  recorded: RecordedAction[],
  serviceOf: (endpoint: Resource) => string,
): string[] {
  const interfaces = ofType(evaluation, "aws:ec2/vpcEndpoint:VpcEndpoint").filter(
    ({ inputs }) => inputs.vpcEndpointType === "Interface",
  );
  const called = recorded
    .filter(({ service }) => service !== "migration")
    .map(({ action }) => action.split(":")[0] ?? "")
    .filter((service) => service !== "s3" && !askedElsewhere.includes(service));
  const wanted = [...new Set([...called, ...startsTasks])];
  const open = interfaces.filter(({ inputs }) => passes(inputs, callOf("999999999999", "sqs:SendMessage", "*")));
  return [
    ...wanted
      .filter((service) => !interfaces.some((one) => serviceOf(one) === service))
      .map((service) => `private tasks do not reach ${service}`),
    ...interfaces
      .filter((one) => !wanted.includes(serviceOf(one)))
      .map((one) => `nobody asks for the door to ${serviceOf(one)}`),
    ...open.map((one) => `the door to ${serviceOf(one)} lets strangers through`),
    ...interfaces
      .filter(({ inputs }) => !passes(inputs, callOf(ownAccount(evaluation), "sqs:SendMessage", "*")))
      .map((one) => `the door to ${serviceOf(one)} is shut`),
    ...ofType(evaluation, "aws:ec2/natGateway:NatGateway").map(({ name }) => `${name} leads to the internet`),
  ];
}

function gatewayProblems(
  evaluation: Evaluation,
  stage: Stage,
  { gateway, recorded }: { gateway: Resource; recorded: RecordedAction[] },
): string[] {
  const own = ownAccount(evaluation);
  const places = placesOf(evaluation, stage, "copier");
  const calls = recorded
    .filter(({ action }) => action.startsWith("s3:"))
    .flatMap(({ action, on }) => places[on].map(({ example }) => callOf(own, action, example)));
  const layers = `arn:aws:s3:::prod-${stage.region}-starport-layer-bucket/layer`;
  const [ours] = places["destination object"];
  const strangers: [string, Call][] = [
    ["to a bucket that is not the stage's", callOf(own, "s3:PutObject", "arn:aws:s3:::stranger/a")],
    ["into the bucket of images", callOf("999999999999", "s3:PutObject", layers)],
    ...(ours ? [["for strangers", callOf("999999999999", "s3:PutObject", ours.example)] as [string, Call]] : []),
  ];
  return [
    ...calls
      .filter((call) => !passes(gateway.inputs, call))
      .map(({ action }) => `the door to S3 is shut for ${action}`),
    ...(passes(gateway.inputs, callOf("999999999999", "s3:GetObject", layers))
      ? []
      : ["the door to S3 is shut for images"]),
    ...strangers.filter(([, call]) => passes(gateway.inputs, call)).map(([how]) => `the door to S3 is open ${how}`),
  ];
}

const passes = (inputs: Resource["inputs"], call: Call): boolean =>
  inputs.policy === undefined || isAllowed({ identity: statementsOf(inputs.policy) }, call);

function callOf(account: string, action: string, resource: string): Call {
  const principal = `arn:aws:iam::${account}:role/somebody`;
  return { principal, action, resource, context: { "aws:PrincipalAccount": account, "aws:PrincipalArn": principal } };
}

function ownAccount(evaluation: Evaluation): string {
  const [role] = ofType(evaluation, "aws:iam/role:Role");
  return String(role?.outputs.arn).split(":")[4] ?? "";
}
