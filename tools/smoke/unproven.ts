import type { Finding } from "./run-probes.ts";

export function unasked(): Finding[] {
  return [];
}
