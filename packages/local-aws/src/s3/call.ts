import type { ActionLog } from "../wire/action-log.ts";
import type { Latency, Settings } from "./config.ts";
import type { Content } from "./content.ts";
import type { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { S3Request } from "./request.ts";
import type { Caller } from "./sessions.ts";
import type { Signatures } from "./signature.ts";
import type { State } from "./state.ts";
import type { RequestRecord, Statistics } from "./statistics.ts";
import type { Throttle } from "./throttle.ts";

/** Everything that lives as long as the server. */
export type World = {
  settings: Settings;
  signatures: Signatures;
  content: Content;
  journal: Journal;
  state: State;
  faults: Faults;
  throttle: Throttle;
  statistics: Statistics;
  latency: { now: Latency };
  actionLog: ActionLog;
};

/** One authenticated request on its way through an operation; `record` is what the control API tells of it. */
export type Call = { world: World; account: Caller; request: S3Request; record: RequestRecord };

export type Answer = {
  status: number;
  headers?: Record<string, string | number>;
  /** XML or bytes; an answer to HEAD has none. */
  body?: string | AsyncIterable<Buffer>;
};

export type Operation = (call: Call) => Answer | Promise<Answer>;
