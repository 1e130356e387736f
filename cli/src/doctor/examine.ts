import { tellDuration } from "@s3mirror/core/units";
import packageJson from "../../package.json" with { type: "json" };
import type { Check, Health, Problem } from "../api-types.ts";
import type { Connection } from "../connection.ts";
import { type Asked, ask } from "./ask.ts";

/** AWS refuses signed requests from 5 minutes of skew on. */
const MOST_SKEW_MS = 30_000;
const VERSION_PATIENCE_MS = 5_000;
/** The API itself waits for the others for 8 s, and before that for the ledger, which says whether the key is right. */
const HEALTH_PATIENCE_MS = 15_000;

/** What was found. `isLetIn`: the key may ask how the house is. */
export type Examination = { checks: Check[]; isLetIn: boolean };

const good = (name: string, message: string): Check => ({ name, state: "good", message, nextStep: null });
const bad = (name: string, message: string, nextStep: string): Check => ({ name, state: "bad", message, nextStep });
const attention = (name: string, message: string, nextStep: string): Check => ({
  ...bad(name, message, nextStep),
  state: "needs_attention",
});

/** Asks the way a person's command goes, near to far: the API, this clock, this command, the key, the house, the page. */
export async function examine(
  { url, apiKey }: Connection,
  { signal, nowMs }: { signal: AbortSignal; nowMs: () => number },
): Promise<Examination> {
  const met = await ask({ url: `${url}/v1/version`, patienceMs: VERSION_PATIENCE_MS, signal }, nowMs);
  const release = readRelease(met);
  if (met.type === "silent" || release === null) {
    return { checks: [judgeStranger(url, met)], isLetIn: true };
  }
  const health = await ask({ url: `${url}/v1/health`, apiKey, patienceMs: HEALTH_PATIENCE_MS, signal }, nowMs);
  const { checks, isLetIn, publicUrl } = judgeHealth(health, release.version);
  const page = publicUrl === null ? [] : [judgePage(publicUrl, await askPage(publicUrl))];
  return {
    checks: [
      good("api", `answers in ${met.tookMs} ms at ${url}; stage ${release.stage}, release ${release.version}`),
      judgeCommand(release.version),
      judgeClock(met.clockMs, nowMs()),
      ...checks,
      ...page,
    ],
    isLetIn,
  };

  function askPage(address: string): Promise<Asked> {
    return ask({ url: `${address}/sign-in`, patienceMs: VERSION_PATIENCE_MS, signal }, nowMs);
  }
}

function readRelease(asked: Asked): Pick<Health, "stage" | "version"> | null {
  if (asked.type === "silent" || asked.status !== 200) return null;
  const { stage, version } = (asked.body ?? {}) as Partial<Health>;
  return stage === undefined || version === undefined ? null : { stage, version };
}

function judgeStranger(url: string, asked: Asked): Check {
  if (asked.type === "silent") {
    return bad(
      "api",
      `${url} does not answer (${asked.why})`,
      "Is the address right, and does your network lead there? Then look at the coordinator's service: docs/operations.md#coordinator-down. Transfers under way go on without it.",
    );
  }
  if ([502, 503, 504].includes(asked.status)) {
    return bad(
      "api",
      `the load balancer at ${url} answers ${asked.status}: no coordinator is behind it`,
      "Look at the coordinator's service and its log: docs/operations.md#coordinator-down. Transfers under way go on without it.",
    );
  }
  return bad("api", `what answers ${asked.status} at ${url} is no S3Mirror`, "Correct S3MIRROR_API_URL.");
}

function judgeCommand(version: string): Check {
  const own = packageJson.version;
  if (own === version) return good("command", `release ${own}, as the API's`);
  return attention("command", `release ${own}; the API's is ${version}`, `Use the command of release ${version}.`);
}

function judgeClock(serverMs: number | null, nowMs: number): Check {
  if (serverMs === null) return good("your clock", "not compared: the API's answer has no date");
  const aheadMs = nowMs - serverMs;
  if (Math.abs(aheadMs) <= MOST_SKEW_MS) return good("your clock", `within ${MOST_SKEW_MS / 1_000} s of the API's`);
  return bad(
    "your clock",
    `${tellDuration(Math.abs(aheadMs))} ${aheadMs < 0 ? "behind" : "ahead of"} the API's`,
    "Correct this machine's clock: AWS refuses what it signs from 5 minutes on.",
  );
}

function judgeHealth(asked: Asked, version: string): Examination & { publicUrl: string | null } {
  const one = (check: Check, isLetIn = true) => ({ checks: [check], isLetIn, publicUrl: null });
  const silentLedger = (why: string) =>
    one(
      bad(
        "ledger",
        `the API runs, but hears nothing from the ledger (${why})`,
        "Look at the database cluster and its events in the RDS console. Waking up from a pause takes 15 s or so: ask again. docs/operations.md#ledger-slow",
      ),
    );
  if (asked.type === "silent") return silentLedger(asked.why);
  const { title, detail } = (asked.body ?? {}) as Problem;
  const told = detail ?? title ?? `answered ${asked.status}`;
  switch (asked.status) {
    case 200: {
      const health = asked.body as Health;
      const checks = [good("key", "is accepted, and may run the house"), ...health.checks];
      return { checks, isLetIn: true, publicUrl: health.publicUrl ?? null };
    }
    case 401:
      return one(bad("key", told, `Use another key or ask an administrator for one. ${lostKey}`), false);
    case 403:
      return one(
        bad("key", told, "How the house is, is told to operators and administrators: ask for their key."),
        false,
      );
    case 404:
      return one(
        attention("health", `release ${version} does not tell how it is`, `Use the command of release ${version}.`),
      );
    case 429:
      return one(attention("health", told, "Ask again in a minute, or with a key of your own."));
    case 503:
      return silentLedger(told);
    default:
      return one(bad("health", told, "Look into the coordinators' log for this request."));
  }
}

const lostKey =
  "No administrator's key left? docs/operations.md#nobody-can-sign-in (s3mirror admin link --break-glass …).";

function judgePage(url: string, asked: Asked): Check {
  if (asked.type === "answered" && asked.status === 200) return good("page", `answers in ${asked.tookMs} ms at ${url}`);
  const what = asked.type === "silent" ? `does not answer (${asked.why})` : `answers ${asked.status}`;
  return bad("page", `${url} ${what}`, "Transfers and this command go on. docs/operations.md#page-down");
}
