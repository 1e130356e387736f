import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { readEmail } from "@s3mirror/core/email";
import { makeId } from "@s3mirror/core/ids";
import { openLedger } from "@s3mirror/core/store/ledger";
import { letIn } from "@s3mirror/core/store/people/let-in";
import { Exit, exitCode } from "./exit-code.ts";
import type { Person, SignInLink } from "./sign-in-link.ts";

/** As the deploy prints them (`ledger`, `ledgerSecret`, `url`). */
export type Glass = { ledger: string; ledgerSecret: string; page: string; database: string; reason: string };

const LINK_SECONDS = 15 * 60;
const clusterArn = /^arn:[\w-]+:rds:([\w-]+):\d{12}:cluster:.+$/;

/**
 * Lets a person in past the API, with the AWS credentials of whoever runs this: for the first administrator, and for when
 * nobody else can. It is an entry of the audit log like any other, under the caller's ARN and with the reason.
 * @throws Exit with what is missing or was refused; then nothing was changed
 */
export async function breakGlass(person: Person, glass: Glass): Promise<SignInLink> {
  const email = readEmail(person.email);
  if (email === null) throw new Exit(exitCode.usage, `--email: "${person.email}" is no e-mail address.`);
  const region = clusterArn.exec(glass.ledger)?.[1];
  if (region === undefined) {
    throw new Exit(
      exitCode.usage,
      `--ledger: "${glass.ledger}" is no ARN of a database cluster. The deploy prints it.`,
    );
  }
  if (!URL.canParse(glass.page)) throw new Exit(exitCode.usage, `--page: "${glass.page}" is no address.`);
  const sts = new STSClient({ region });
  const client = new RDSDataClient({ region });
  try {
    const { Arn: arn = "unknown" } = await sts.send(new GetCallerIdentityCommand({}));
    const ledger = openLedger({
      resourceArn: glass.ledger,
      secretArn: glass.ledgerSecret,
      database: glass.database,
      client,
      sleep,
      random: Math.random,
    });
    const made = await letIn(
      { ledger, random: randomBytes },
      {
        person: { email, role: person.role, name: person.name ?? null },
        actor: { kind: "aws", id: arn, label: arn },
        reason: glass.reason,
        request: makeId("req", randomBytes(26)),
        lifetimeSeconds: LINK_SECONDS,
      },
    );
    if (made.type === "disabled") {
      throw new Exit(exitCode.error, `${email} was shut out and stays so. Use another address.`);
    }
    return { url: `${new URL(glass.page).origin}${made.path}`, expiresAt: made.expiresAt, isPageKnown: true };
  } catch (error) {
    if (error instanceof Exit) throw error;
    throw new Exit(exitCode.notAuthorised, `No link was made. ${tell(error)} ${needed(glass)}`);
  } finally {
    sts.destroy();
    client.destroy();
  }
}

function tell(error: unknown): string {
  const { name, message, cause } = error as Error;
  return `${name}: ${message}${cause instanceof Error && !message.includes(cause.message) ? ` (${cause.message})` : ""}`;
}

function needed({ ledger, ledgerSecret }: Glass): string {
  return `It takes AWS credentials that may rds-data:ExecuteStatement, BeginTransaction and CommitTransaction on ${ledger}, and secretsmanager:GetSecretValue on ${ledgerSecret}.`;
}
