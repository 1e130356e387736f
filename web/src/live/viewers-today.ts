import { cookies } from "next/headers";
import { startOfDay } from "../words/start-of-day.ts";
import { readZone, zoneCookie } from "./zone.ts";

/** When the viewer's day began, as RFC 3339: their zone is known by the cookie of their last visit. */
export async function viewersToday(): Promise<string> {
  const zone = readZone((await cookies()).get(zoneCookie)?.value);
  return new Date(startOfDay(Date.now(), zone)).toISOString();
}
