import { setTimeout as delay } from "node:timers/promises";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { HEAD_LENGTH, readTokenHeads } from "@s3mirror/core/store/people/access";

/** So often at most is the ledger asked whether a token that is not known here is known there. */
const READ_EVERY_MS = 1_000;

/**
 * Which tokens there are, in memory, so that a wrong one costs no statement: of the living keys and sessions the
 * beginnings of their hashes. However many wrong ones come, they are read once a second, and all who wait take what
 * that brought; so a key that was made a moment ago is never refused. It only says no: who a token belongs to, and
 * whether it lives, the ledger is asked as before.
 */
export class KnownTokens {
  readonly #ledger: Ledger;
  #heads = new Set<string>();
  #isWhole = false;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Whether the token of this hash may be one of ours, as far as was read. */
  mayBe(secretHash: string): boolean {
    return this.#heads.has(head(secretHash));
  }

  /** Reads anew, at most once a second. @returns whether the token of this hash may be one of ours now */
  async look(secretHash: string): Promise<boolean> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
    return !this.#isWhole || this.mayBe(secretHash);
  }

  /** The ledger says that it is none, or none any more. */
  forget(secretHash: string): void {
    this.#heads.delete(head(secretHash));
  }

  /** Something was made here: the next who is not known is looked for at once. */
  expire(): void {
    this.#readAtMs = Number.NEGATIVE_INFINITY;
  }

  async #read(): Promise<void> {
    const waitMs = this.#readAtMs + READ_EVERY_MS - performance.now();
    if (waitMs > 0) await delay(waitMs);
    this.#readAtMs = performance.now();
    const { heads, isWhole } = await readTokenHeads(this.#ledger);
    this.#heads = new Set(heads);
    this.#isWhole = isWhole;
  }
}

function head(secretHash: string): string {
  return secretHash.slice(0, HEAD_LENGTH);
}
