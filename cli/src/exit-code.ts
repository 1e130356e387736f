/** What the command's exit code says to a script. 130: interrupted here, the transfer goes on. */
export const exitCode = {
  done: 0,
  error: 1,
  usage: 2,
  needsAttention: 3,
  notAuthorised: 4,
  notFound: 5,
  timedOut: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Ends the command with this code; `message` is for people and goes to stderr, null where all is said already. */
export class Exit extends Error {
  readonly code: ExitCode;
  readonly told: string | null;

  constructor(code: ExitCode, told: string | null) {
    super(told ?? `exit ${code}`);
    this.code = code;
    this.told = told;
  }
}
