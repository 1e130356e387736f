import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

export type ProcessSpec = {
  /** Unique within the stack: `s3`, `coordinator-1`. */
  role: string;
  command: string;
  args: string[];
  /** The whole environment: nothing of ours is passed on. */
  env: Record<string, string>;
  /** Ready with the first line `{"ready":true,…}` on stdout, or when this answers true. */
  readiness: "line" | (() => Promise<boolean>);
  /** SIGKILL comes this long after SIGTERM. */
  stopMs: number;
};

export type Supervised = {
  role: string;
  /** undefined between two lives. */
  pid(): number | undefined;
  /** What the first life's ready line said (empty without one), or an error with the end of its log. */
  ready: Promise<string>;
  stop(): Promise<void>;
};

export type SupervisorDeps = { logFolder: string; onChange: () => void };

/**
 * Starts a process and keeps it running until `stop`: whoever ends it, it is started again with the same arguments,
 * after a pause that grows from 50 ms to 2 s while it does not stay up. Its stdin is a pipe that only we hold: when we
 * die, however, it sees the end of it. Its output goes to `logs/ROLE.log`.
 */
export function supervise(deps: SupervisorDeps, spec: ProcessSpec): Supervised {
  const logFile = join(deps.logFolder, `${spec.role}.log`);
  let child: ChildProcess | undefined;
  let isStopping = false;
  let wake = (): void => undefined;

  function launch(): ChildProcess {
    const log = openSync(logFile, "a", 0o600);
    // A session of its own, so that Ctrl-C on the terminal reaches only us and we end the rest in order.
    const started = spawn(spec.command, spec.args, {
      env: spec.env,
      stdio: ["pipe", spec.readiness === "line" ? "pipe" : log, log],
      detached: true,
    });
    closeSync(log);
    started.on("error", () => undefined);
    started.stdin?.on("error", () => undefined);
    child = started;
    deps.onChange();
    return started;
  }

  async function keepRunning(first: ChildProcess): Promise<void> {
    let current = first;
    let pauseMs = 50;
    while (true) {
      const startedAt = Date.now();
      await ended(current);
      child = undefined;
      deps.onChange();
      if (isStopping) return;
      pauseMs = Date.now() - startedAt > 5_000 ? 50 : Math.min(2 * pauseMs, 2_000);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (isStopping) return;
      current = launch();
      becomeReady(current, spec, logFile).catch(() => undefined);
    }
  }

  const first = launch();
  const running = keepRunning(first);
  async function stop(): Promise<void> {
    isStopping = true;
    wake();
    const last = child;
    last?.kill("SIGTERM");
    const late = setTimeout(() => last?.kill("SIGKILL"), spec.stopMs);
    await running;
    clearTimeout(late);
  }
  const ready = becomeReady(first, spec, logFile);
  ready.catch(() => undefined);
  return { role: spec.role, pid: () => child?.pid, ready, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  await once(child, "exit");
}

const startLimitMs = 60_000;

async function becomeReady(child: ChildProcess, spec: ProcessSpec, logFile: string): Promise<string> {
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(), startLimitMs);
  const gone = Promise.race([ended(child), once(tooLate.signal, "abort")]).then(async () => {
    throw new Error(`${spec.role} did not start. The end of ${logFile}:\n${await tail(logFile)}`);
  });
  const ready = spec.readiness === "line" ? readyLine(child, logFile) : poll(spec.readiness, child);
  try {
    return await Promise.race([ready, gone]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first line says where it is; the later ones belong into the log. */
function readyLine(child: ChildProcess, logFile: string): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const url = /^\{"ready":true,"url":"([^"]+)"/.exec(line)?.[1];
      if (url !== undefined) return resolve(url);
      const log = openSync(logFile, "a", 0o600);
      writeSync(log, `${line}\n`);
      closeSync(log);
    });
  });
}

async function poll(isReady: () => Promise<boolean>, child: ChildProcess): Promise<string> {
  while (child.exitCode === null && child.signalCode === null && !(await isReady().catch(() => false))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (child.exitCode !== null || child.signalCode !== null) return new Promise(() => undefined);
  return "";
}

async function tail(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return "(empty)";
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 2_000);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString();
  } finally {
    await file.close();
  }
}
