import { vi } from "vitest";
import { PATIENCE_MS } from "./patience.ts";

/** Gives every test and hook of this file PATIENCE_MS. */
export function bePatient(): void {
  vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });
}
