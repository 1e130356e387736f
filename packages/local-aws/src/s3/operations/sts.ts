import type { Answer, Call } from "../call.ts";
import { S3Error } from "../s3-error.ts";
import { element } from "../xml.ts";
import { assumeRole } from "./assume-role.ts";

/** STS at S3's own address, as other servers of S3 have it too. */
export function answerSts(call: Call): Answer {
  const action = new URLSearchParams(call.request.form ?? "").get("Action");
  if (action === "AssumeRole") return assumeRole(call);
  if (action === "GetCallerIdentity") return getCallerIdentity(call);
  throw new S3Error("NotImplemented", `STS here does not know ${action}.`);
}

/** STS API, "GetCallerIdentity": everybody may ask who they are. */
function getCallerIdentity({ account }: Call): Answer {
  const { principalArn, accountId } = account;
  const told = element("Arn", principalArn) + element("UserId", principalArn) + element("Account", accountId);
  const result = `<GetCallerIdentityResult>${told}</GetCallerIdentityResult>`;
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</GetCallerIdentityResponse>`,
  };
}
