import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";

/** The role that everything S3 sees is done under, and how a process presents itself in it. */
export type TransferRole = {
  roleArn: string;
  /** Seen in the logs of whoever owns a bucket: 2-64 characters of `\w+=,.@-` (STS API, AssumeRole). */
  sessionName: string;
  /** Narrows the session to less than the role may. */
  policy?: string;
};

type Session = { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };

/** STS API, "AssumeRole": malformed, or too long as plain text or once packed. */
const refusedPolicies = new Set([
  "MalformedPolicyDocument",
  "MalformedPolicyDocumentException",
  "PackedPolicyTooLarge",
  "PackedPolicyTooLargeException",
  "ValidationError",
]);

export type TransferCredentials = {
  /** What an SDK client takes as `credentials`. */
  provide: (() => Promise<Session>) & { memoized: true };
  /** The next request asks for new ones: these were refused. */
  forget(): void;
};

/** A role that is assumed by a role lasts at most an hour (IAM, "Role chaining"). */
const SESSION_SECONDS = 3_600;
/** From here on new ones are fetched beside the work: time for STS to recover before anybody has to wait. */
const RENEW_BEFORE_MS = 15 * 60_000;
/** A request signed with less than this left may arrive too late. */
const LEAST_MS = 60_000;

/**
 * Temporary credentials of the transfer role, renewed a quarter of an hour before they end; while STS does not answer,
 * the old ones serve as long as they live.
 * `provide` throws CredentialsProviderError, which S3 failures are judged by as `credentials`: a refusal by STS says
 * nothing about anybody's bucket. Where STS does not take the policy, which no waiting mends, it throws SessionPolicyRefused.
 */
export function assumeTransferRole(
  deps: { sts: STSClient; nowMs: () => number },
  role: TransferRole,
): TransferCredentials {
  let current: Session | null = null;
  let renewing: Promise<Session> | null = null;

  function renew(): Promise<Session> {
    renewing ??= assume(deps.sts, role)
      .then((session) => {
        current = session;
        return session;
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  }

  async function provide(): Promise<Session> {
    const leftMs = current === null ? 0 : current.expiration.getTime() - deps.nowMs();
    if (current === null || leftMs < LEAST_MS) return await renew();
    if (leftMs < RENEW_BEFORE_MS) renew().catch(() => "asked again with the next request");
    return current;
  }

  return {
    // Marked so, the SDK asks with every request instead of keeping what it got until five minutes before its end.
    provide: Object.assign(provide, { memoized: true as const }),
    forget() {
      current = null;
    },
  };
}

async function assume(sts: STSClient, role: TransferRole): Promise<Session> {
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName,
        DurationSeconds: SESSION_SECONDS,
        Policy: role.policy,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw new Error("STS answered without them");
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  } catch (cause) {
    const refusal = cause instanceof Error && refusedPolicies.has(cause.name) && role.policy !== undefined;
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const error = new Error(`No credentials of ${role.roleArn}: ${reason}`, { cause });
    throw Object.assign(error, { name: refusal ? "SessionPolicyRefused" : "CredentialsProviderError" });
  }
}
