/** The cookie that remembers the viewer's time zone, so that the server's first paint already tells their clock's time. */
export const zoneCookie = "s3mirror-zone";

/** The zone of the last visit; UTC before the first, and where it names none. */
export function readZone(value: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(value ?? "UTC") }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
