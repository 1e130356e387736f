import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { claimFiles, type Work } from "@s3mirror/core/store/files/claims";
import { type DeadLetter, recordDeadLetters } from "@s3mirror/core/store/files/dead-letters";
import { deleteOutboxRows, type TakenRange, takeRanges } from "@s3mirror/core/store/files/outbox";
import type { Result } from "@s3mirror/core/store/files/results";
import { startSession } from "@s3mirror/core/store/fleet/sessions";
import { type Ledger, openLedger } from "@s3mirror/core/store/ledger";
import { migrate } from "@s3mirror/core/store/migrate";
import { databaseRoles, type ServiceRole } from "@s3mirror/core/store/people/roles";
import { askRedrive, finishRedrive } from "@s3mirror/core/store/transfers/redrive";
import { advanceRedrive, findRedrivePage } from "@s3mirror/core/store/transfers/redrive-page";
import { startTestLedger } from "@s3mirror/local-aws/testing/ledger-fixture";
import { acceptTestTransfer, planNext } from "../make-transfer.ts";

export type TestLedger = {
  resourceArn: string;
  /** The secrets of the services' roles. */
  secretArns: Record<ServiceRole, string>;
  /** Opened as the coordinator's role. */
  ledger: Ledger;
  /** Opened as the copier's role. */
  copierLedger: Ledger;
  /** Opened as the owner, who migrates. */
  owner: Ledger;
  databaseUrl: string;
  rdsDataUrl: string;
  close(): Promise<void>;
};

const secretArn = (name: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:s3mirror-test-${name}`;
const secretArns = { coordinator: secretArn("coordinator"), copier: secretArn("copier") };

/** A migrated ledger on a Postgres and a Data API of its own, opened as the roles that the services have. */
export async function openTestLedger(): Promise<TestLedger> {
  const passwords = { coordinator: randomBytes(12).toString("hex"), copier: randomBytes(12).toString("hex") };
  const fixture = await startTestLedger({
    [secretArns.coordinator]: { username: databaseRoles.coordinator, password: passwords.coordinator },
    [secretArns.copier]: { username: databaseRoles.copier, password: passwords.copier },
  });
  const client = new RDSDataClient({
    endpoint: fixture.rdsDataUrl,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const open = (secretArn: string) =>
    openLedger({
      resourceArn: fixture.resourceArn,
      secretArn,
      database: "s3mirror",
      client,
      sleep: (ms) => sleep(ms),
      random: Math.random,
      patienceMs: 5_000,
    });
  const owner = open(fixture.secretArn);
  await migrate(owner, passwords);
  return {
    ledger: open(secretArns.coordinator),
    copierLedger: open(secretArns.copier),
    owner,
    secretArns,
    databaseUrl: fixture.databaseUrl,
    rdsDataUrl: fixture.rdsDataUrl,
    resourceArn: fixture.resourceArn,
    close: async () => {
      client.destroy();
      await fixture.close();
    },
  };
}

/** A transfer of `count` files of 100 bytes, planned to the end and handed to the relay. */
export async function makePlannedTransfer(ledger: Ledger, count: number): Promise<string> {
  const id = await acceptTestTransfer(ledger);
  const files = Array.from({ length: count }, (_, n) => ({ key: `run/${String(n + 1).padStart(6, "0")}.fastq.gz` }));
  await planNext(ledger, files);
  return id;
}

/** Takes every range that is due and forgets it, as a relay does that has sent its messages. */
export async function relayAll(ledger: Ledger): Promise<TakenRange[]> {
  const taken: TakenRange[] = [];
  for (;;) {
    const ranges = await takeRanges(ledger, { limit: 20, window: 1_000_000 });
    if (ranges.length === 0) return taken;
    taken.push(...ranges);
    await deleteOutboxRows(ledger, { ids: ranges.map((range) => range.outboxId) });
  }
}

/** Puts every dead-lettered file to work anew, as though each probe had passed. @returns how many */
export async function redriveAll(ledger: Ledger, transferId: string): Promise<number> {
  const everything = { causeId: null, failureKind: null, fileNumbers: null, also: [], by: "a test", reason: null };
  let redrive = await askRedrive(ledger.run, { transferId, ...everything, leaseSeconds: 30 });
  if (redrive === null) return 0;
  for (;;) {
    const page = await findRedrivePage(ledger, { redrive, limit: 10_000, upTo: null });
    if (page === null) break;
    const verdict = { type: "judged" as const, numbers: null, stillFailing: 0 };
    const next = await advanceRedrive(ledger, { redrive, page, verdict, leaseSeconds: 30 });
    if (next === null) throw new Error("somebody else goes on with the redrive");
    redrive = next;
  }
  await finishRedrive(ledger, redrive);
  return redrive.redriven;
}

let sessions = 0;
export async function makeSession(ledger: Ledger, leaseSeconds = 60): Promise<string> {
  sessions += 1;
  const sessionId = `ses_${sessions}`;
  await startSession(ledger, { sessionId, leaseSeconds, facts: {} });
  return sessionId;
}

/** Claims one file and returns the answer's type. */
export async function claimOne(
  ledger: Ledger,
  input: {
    sessionId: string;
    transferId: string;
    file: number;
    generation?: number;
    claimId?: string;
    leaseSeconds?: number;
  },
) {
  const [answer] = await claimFiles(ledger, {
    sessionId: input.sessionId,
    leaseSeconds: input.leaseSeconds ?? 60,
    claims: [
      {
        transferId: input.transferId,
        file: input.file,
        generation: input.generation ?? 1,
        claimId: input.claimId ?? `${input.sessionId}/${input.transferId}/${input.file}`,
      },
    ],
  });
  if (answer === undefined) throw new Error("one claim was asked, none was answered");
  return answer;
}

/** Claims a file that must be there to be claimed. */
export async function mustClaim(ledger: Ledger, input: Parameters<typeof claimOne>[1]): Promise<Work> {
  const answer = await claimOne(ledger, input);
  if (answer.type !== "go" && answer.type !== "mine_already") throw new Error(`the claim was answered ${answer.type}`);
  return answer.work;
}

export function copiedResult(hold: { transferId: string; file: number; generation: number; attempt: number }): Result {
  const { transferId, file, generation, attempt } = hold;
  return {
    transferId,
    file,
    generation,
    attempt,
    outcome: "copied",
    sizeBytes: 100,
    sourceEtag: '"e"',
    sourceVersionId: null,
    destinationEtag: '"e"',
    destinationVersionId: null,
    checksum: null,
    sourceChecksum: null,
    verification: { result: "verified", method: "etag" },
    requestId: null,
    replaced: null,
    attemptBytes: 100,
    copyCalls: 1,
  };
}

export function deniedLetter(hold: { transferId: string; file: number; generation: number; attempt: number }) {
  const { transferId, file, generation, attempt } = hold;
  return {
    transferId,
    file,
    generation,
    attempt,
    messageId: `${transferId}/${file}/${generation}/${attempt}`,
    kind: "source_permission",
    code: "AccessDenied",
    side: "source",
    action: "s3:GetObject",
    requestId: null,
    actionBy: "vendor",
    probed: true,
    body: "{}",
  };
}

/** Has many files claimed and then denied, as copiers and recorder would. */
export async function denyFiles(
  ledger: Ledger,
  transferId: string,
  files: number[],
  letter: Partial<DeadLetter> = {},
): Promise<void> {
  const sessionId = await makeSession(ledger);
  const CHUNK = 500;
  for (let from = 0; from < files.length; from += CHUNK) {
    const claims = files.slice(from, from + CHUNK).map((file) => ({
      transferId,
      file,
      generation: 1,
      claimId: `${sessionId}/${file}`,
    }));
    const answers = await claimFiles(ledger, { sessionId, leaseSeconds: 60, claims });
    const deadLetters = answers.map((answer) => {
      if (answer.type !== "go") throw new Error(`the claim was answered ${answer.type}`);
      return { ...deniedLetter(answer.work), ...letter };
    });
    const newCauseIds = deadLetters.map(({ messageId }) => `ca_${messageId}`);
    await recordDeadLetters(ledger, { deadLetters, newCauseIds, firstProbeSeconds: 300 });
  }
}
