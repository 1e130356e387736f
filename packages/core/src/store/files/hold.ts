/** One file as a message names it. `file` is its number within the transfer, from 1. */
export type FileRef = { transferId: string; file: number; generation: number };

/** A claim on a file. Every write of a copier is fenced by it: same generation, same attempt, state not terminal. */
export type Hold = FileRef & { attempt: number };

/** The answer of a fenced write: `stale` means a newer attempt, a redrive or a terminal state stands there now. */
export type Fenced = { type: "ok" } | { type: "stale" };
