import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { openLedger } from "@s3mirror/core/store/ledger";
import type { Stack } from "@s3mirror/infra-local/stack";
import { z } from "zod";

const LINES_OF_EACH = 3;
const LOGS = 14;
const anyRow = z.record(z.string(), z.unknown());

/** What each question about the ledger asks; every answer fits a line or two. */
const questions: Record<string, string> = {
  files: `select f.state, case when f.claimed_by is null then 'nobody' when s.session_id is null then 'unknown'
      when s.ended_at is not null then 'ended' when s.lease_until < clock_timestamp() then 'lapsed' else 'live' end as holder,
      count(*) as n, min(f.number) as first, max(f.attempt) as attempt, max(f.crashes) as crashes, max(f.sends) as sends,
      round(extract(epoch from min(f.next_send_at) - clock_timestamp())) as "nextSendIn"
    from files f left join copiers s on s.session_id = f.claimed_by group by 1, 2 order by 1, 2`,
  outbox: `select kind, count(*) as n, sum(coalesce(jsonb_array_length(numbers), to_number - from_number + 1)) as files,
      round(extract(epoch from min(lease_until) - clock_timestamp())) as "leaseEndsIn",
      round(extract(epoch from min(not_before) - clock_timestamp())) as "dueIn", max(takes) as takes from outbox group by 1`,
  sessions: `select facts ->> 'pid' as pid, round(extract(epoch from lease_until - clock_timestamp())) as "leaseEndsIn",
      ended_at is not null as ended, swept_at is not null as swept from copiers order by lease_until desc limit 6`,
  fleet: `select paused_by, paused_reason, round(extract(epoch from clock_timestamp() - ledger_seen_at)) as "seenAgo",
      round(extract(epoch from clock_timestamp() - ledger_back_at)) as "backAgo" from fleet`,
  blocked: `select pid, pg_blocking_pids(pid) as by, left(query, 60) as query from pg_stat_activity
      where cardinality(pg_blocking_pids(pid)) > 0 limit 5`,
};

/**
 * Where a stack stands, for the message of a test that waited in vain: its processes, queues, what the ledger holds and
 * the last lines of the newest logs. What does not answer says so in its place. About 50 lines.
 */
export async function describeStack(stack: Stack): Promise<string> {
  const parts = await Promise.all([
    tell("processes", async () => (await stack.processes()).map(({ role, pid }) => `${role} ${pid}`).join(", ")),
    tell("queues", () => describeQueues(stack)),
    ...Object.entries(questions).map(([name, sql]) => tell(name, () => askLedger(stack, sql))),
    tell("logs", () => lastLines(join(stack.home, "logs"))),
  ]);
  return parts.join("\n");
}

async function tell(name: string, ask: () => Promise<string>): Promise<string> {
  const late = sleep(10_000, "no answer in 10 s", { ref: false });
  return `${name}: ${await Promise.race([ask(), late]).catch((error: unknown) => `unknown, ${String(error)}`)}`;
}

async function describeQueues(stack: Stack): Promise<string> {
  const answer = await fetch(`${stack.endpoints.sqs}/_local/stats`);
  const { queues } = z.object({ queues: z.record(z.string(), anyRow) }).parse(await answer.json());
  return Object.entries(queues)
    .map(([name, counts]) => `${name} ${inShort(counts)}`)
    .join("; ");
}

async function askLedger(stack: Stack, sql: string): Promise<string> {
  const { region, rdsData: endpoint } = stack.endpoints;
  const { coordinator } = stack.environments;
  const ledger = openLedger({
    resourceArn: coordinator.S3MIRROR_LEDGER_RESOURCE_ARN ?? "",
    secretArn: coordinator.S3MIRROR_LEDGER_SECRET_ARN ?? "",
    database: coordinator.S3MIRROR_LEDGER_DATABASE ?? "",
    client: new RDSDataClient({ region, endpoint, credentials: { accessKeyId: "any", secretAccessKey: "any" } }),
    sleep,
    random: Math.random,
    patienceMs: 3_000,
  });
  const rows = await ledger.run(anyRow, sql);
  return rows.map(inShort).join("; ") || "none";
}

const inShort = (row: Record<string, unknown>): string => JSON.stringify(row).replaceAll('"', "");

/** The end of each log that was written to last; a line of JSON is cut down to what it says. */
async function lastLines(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".log"));
  const logs = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs, path: join(folder, name) })),
  );
  const told: string[] = [];
  for (const { name, path } of logs.sort((a, b) => b.at - a.at).slice(0, LOGS)) {
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n").slice(-LINES_OF_EACH);
    told.push(`\n  ${name}`, ...lines.map((line) => `\n    ${cutDown(line)}`));
  }
  return told.join("");
}

const logLine = z.object({
  time: z.number(),
  msg: z.string(),
  room: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});

function cutDown(line: string): string {
  try {
    const { time, msg, room = "", err } = logLine.parse(JSON.parse(line));
    return `${new Date(time).toISOString().slice(11, 23)} ${room} ${msg} ${err?.message ?? ""}`.slice(0, 200);
  } catch {
    return line.slice(0, 200);
  }
}
