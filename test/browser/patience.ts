import { vi } from "vitest";

/** How long a browser test waits before it fails: the page may have to be built first, and the machine may be busy. */
export const PATIENCE_MS = 400_000;

/** Gives every test and hook of this file that long. */
export function bePatient(): void {
  vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });
}
