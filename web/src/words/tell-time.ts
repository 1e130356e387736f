import { formatterOf } from "./formatter.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "15:20 CET"; with the day where it is not today's: "Thu 26 Nov, 09:05 CET", and the year where it is not this one's. */
export function tellClock(at: number, zone: string, now: number): string {
  const time = format(at, zone, { hour: "2-digit", minute: "2-digit" });
  const isToday = dayOf(at, zone) === dayOf(now, zone);
  const isThisYear = format(at, zone, { year: "numeric" }) === format(now, zone, { year: "numeric" });
  const day = { day: "numeric", month: "short" } as const;
  const date = isToday
    ? ""
    : `${format(at, zone, isThisYear ? { weekday: "short", ...day } : { ...day, year: "numeric" })}, `;
  return `${date}${time} ${tellZone(at, zone)}`;
}

/** A moment in full, for titles and tables: "25 Nov 2026, 15:20:07 CET". */
export function tellMoment(at: number, zone: string): string {
  const date = format(at, zone, { day: "numeric", month: "short", year: "numeric" });
  const time = format(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return `${date}, ${time} ${tellZone(at, zone)}`;
}

/** "just now", "12 s ago", "3 min ago", "5 h ago", "2 days ago". */
export function tellAgo(ms: number): string {
  if (ms < 1_500) return "just now";
  if (ms < minute) return `${Math.round(ms / 1_000)} s ago`;
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h ago`;
  return `${Math.floor(ms / day)} days ago`;
}

/**
 * How long from `earliest` to `latest` milliseconds, no finer than can be known: "under a minute", "about 14 min",
 * "4 to 6 min", "2 to 3 h", "about 3 days".
 */
export function tellTimeLeft(earliest: number, latest: number): string {
  if (latest < minute) return "under a minute";
  const [unit, name] = latest < 90 * minute ? [minute, "min"] : latest < 2 * day ? [hour, "h"] : [day, "days"];
  const from = Math.max(1, Math.round(Math.max(0, earliest) / unit));
  const to = Math.max(1, Math.round(latest / unit));
  if (earliest < minute && to > 1) return `up to ${to} ${name}`;
  return to - from <= to * 0.15 ? `about ${to} ${name}` : `${from} to ${to} ${name}`;
}

/** "12 s", "3 min", "1 h 5 min", "2 days 3 h": how long something took. */
export function tellSpan(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (ms < hour) return `${Math.round(ms / minute)} min`;
  const [big, bigName, small, smallName] =
    ms < 2 * day
      ? [Math.floor(ms / hour), "h", Math.round((ms % hour) / minute), "min"]
      : [Math.floor(ms / day), "days", Math.round((ms % day) / hour), "h"];
  return small === 0 ? `${big} ${bigName}` : `${big} ${bigName} ${small} ${smallName}`;
}

function format(at: number, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
  return formatterOf("en-GB", timeZone, parts).format(at);
}

function dayOf(at: number, zone: string): string {
  return format(at, zone, { dateStyle: "short" });
}

// en-GB knows Europe's short names, en-US America's; both say GMT+9 where neither does.
function tellZone(at: number, timeZone: string): string {
  const [british = "", american = ""] = ["en-GB", "en-US"].map(
    (locale) =>
      formatterOf(locale, timeZone, { timeZoneName: "short" })
        .formatToParts(at)
        .find(({ type }) => type === "timeZoneName")?.value,
  );
  return british.startsWith("GMT") && !american.startsWith("GMT") ? american : british;
}
