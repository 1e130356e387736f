const steps = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Decimal units, as people and Amazon's invoices count: 1.5 GB. */
export function tellBytes(bytes: number | null): string {
  if (bytes === null) return "?";
  const step = bytes < 1_000 ? 0 : Math.min(steps.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${steps[step]}`;
}

export function tellRate(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? "-" : `${tellBytes(bytesPerSecond)}/s`;
}

/** 1 h 5 min, 3 min 20 s, 12 s, 0.8 s. */
export function tellDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** $1,234.50, and "under $0.01" where that would be nothing. */
export function tellUsd(usd: number): string {
  if (usd > 0 && usd < 0.01) return "under $0.01";
  return `$${usd.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function tellCount(count: number | null, one: string, many = `${one}s`): string {
  return count === null ? `? ${many}` : `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** 500ms, 90s, 10m, 2h, 1d as milliseconds; null where it is none of these: a bare number would be a guess. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|min|h|d)$/.exec(text.trim());
  if (!match) return null;
  const unit = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? ""];
  return unit === undefined ? null : Number(match[1]) * unit;
}
