import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { AwsError, notImplemented, requireSignature } from "../wire/aws-error.ts";
import { listen, readBody } from "../wire/http-server.ts";
import { parseQuery, toXml } from "../wire/query.ts";
import type { IamConfig } from "./config.ts";
import { simulate } from "./simulate.ts";

/** The query protocol spells an empty list as an empty text. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((given) => (given === "" ? [] : given), z.array(item).default([]));

const inputSchema = z.strictObject({
  Version: z.literal("2010-05-08"),
  PolicySourceArn: z.string(),
  ActionNames: z.array(z.string()).min(1),
  ResourceArns: z.array(z.string()).default(["*"]),
  PermissionsBoundaryPolicyInputList: listOf(z.string()),
  ContextEntries: listOf(
    z.strictObject({
      ContextKeyName: z.string(),
      ContextKeyValues: z.array(z.string()),
      ContextKeyType: z.literal("string"),
    }),
  ),
});

/** An IAM over the query protocol that answers SimulatePrincipalPolicy of the roles it was told, and nothing else. */
export async function startIam(config: IamConfig): Promise<{ url: string; close(): Promise<void> }> {
  return await listen(config, (request, response) => answer(config, request, response));
}

const namespace = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';

async function answer(config: IamConfig, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const RequestId = randomUUID();
  const send = (status: number, xml: string): void => {
    response.writeHead(status, { "content-type": "text/xml", "x-amzn-requestid": RequestId });
    response.end(xml);
  };
  try {
    const { Action, ...input } = parseQuery(await readBody(request));
    requireSignature(request.headers.authorization);
    if (Action !== "SimulatePrincipalPolicy") throw notImplemented(String(Action));
    const result = `<${Action}Result>${toXml(simulatePrincipal(config, input))}</${Action}Result>`;
    send(
      200,
      `<${Action}Response ${namespace}>${result}${toXml({ ResponseMetadata: { RequestId } })}</${Action}Response>`,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const shown = { Type: error.senderFault ? "Sender" : "Receiver", Code: error.code, Message: error.message };
    send(error.status, `<ErrorResponse ${namespace}>${toXml({ Error: shown, RequestId })}</ErrorResponse>`);
  }
}

/**
 * Every action on every resource, judged by the role's own policies and its boundary, or one that is given instead (IAM
 * API, "SimulatePrincipalPolicy", "EvaluationResult").
 */
function simulatePrincipal({ roles }: IamConfig, given: unknown): object {
  const input = inputSchema.safeParse(given);
  if (!input.success) throw new AwsError("InvalidInput", z.prettifyError(input.error));
  const { PolicySourceArn, ActionNames, ResourceArns, ContextEntries } = input.data;
  const [givenBoundary, ...more] = input.data.PermissionsBoundaryPolicyInputList;
  if (more.length > 0) throw new AwsError("InvalidInput", "One boundary may be given, not several.");
  const role = roles.find(({ arn }) => arn === PolicySourceArn);
  if (role === undefined)
    throw new AwsError("NoSuchEntity", `The role ${PolicySourceArn} cannot be found.`, { status: 404 });
  const context = new Map(ContextEntries.map((one) => [one.ContextKeyName.toLowerCase(), one.ContextKeyValues]));
  const EvaluationResults = ActionNames.flatMap((action) =>
    ResourceArns.map((resource) => {
      const own = simulate(role.policies, { action, resource, context });
      const boundaryText = givenBoundary ?? role.boundary;
      const boundary = boundaryText === undefined ? null : simulate([boundaryText], { action, resource, context });
      const isBound = boundary !== null && boundary.decision !== "allowed";
      const decision = own.decision === "allowed" && isBound ? boundary.decision : own.decision;
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decision,
        MissingContextValues: [...new Set([...own.missing, ...(boundary?.missing ?? [])])],
        ...(boundary !== null && { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: !isBound } }),
      };
    }),
  );
  return { IsTruncated: false, EvaluationResults };
}
