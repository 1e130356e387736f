import { z } from "zod";
import type { Answer, Call } from "../call.ts";
import { isoTime } from "../identity.ts";
import { readOwnPolicy } from "../own-policy.ts";
import { header } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import { issueSession } from "../sessions.ts";
import { element } from "../xml.ts";

/** STS API, "AssumeRole": 900 s to 12 h, an hour where nothing is said. */
const inputSchema = z.strictObject({
  Action: z.literal("AssumeRole"),
  Version: z.literal("2011-06-15"),
  RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\/.+$/),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3_600),
  // In characters as they are sent: nothing beyond U+00FF, and of control characters only those that lay JSON out.
  Policy: z
    .string()
    .max(2_048)
    .regex(/^[\t\n\r -\u00ff]+$/)
    .optional(),
});

/** The roles there are, are the accounts' principals; each trusts its own account. */
export function assumeRole({ world, account, request }: Call): Answer {
  const input = inputSchema.safeParse(Object.fromEntries(new URLSearchParams(request.form ?? "")));
  if (!input.success) throw new S3Error("ValidationError", z.prettifyError(input.error));
  const { RoleArn, RoleSessionName, DurationSeconds, Policy } = input.data;
  const role = world.settings.accounts.find(({ principalArn }) => principalArn === RoleArn);
  if (role === undefined || role.accountId !== account.accountId) {
    const who = `User: ${account.principalArn} is not authorized to perform`;
    throw new S3Error("AccessDenied", `${who}: sts:AssumeRole on resource: ${RoleArn}`);
  }
  if (Policy !== undefined) readOwnPolicy(Policy);
  world.actionLog.note(header(request, "user-agent"), { action: "sts:AssumeRole", resource: RoleArn });
  const principalArn = `arn:aws:sts::${role.accountId}:assumed-role/${RoleArn.replace(/^.*\//, "")}/${RoleSessionName}`;
  // To the second, as it is told.
  const expiresAtMs = Math.floor(Date.now() / 1_000 + DurationSeconds) * 1_000;
  const credentials = issueSession(role, { principalArn, expiresAtMs, policy: Policy ?? null });
  const told = [
    element("AccessKeyId", credentials.accessKeyId),
    element("SecretAccessKey", credentials.secretAccessKey),
    element("SessionToken", credentials.sessionToken),
    element("Expiration", isoTime(expiresAtMs)),
  ].join("");
  const user = `<AssumedRoleUser>${element("Arn", principalArn)}</AssumedRoleUser>`;
  const result = `<AssumeRoleResult><Credentials>${told}</Credentials>${user}</AssumeRoleResult>`;
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</AssumeRoleResponse>`,
  };
}
