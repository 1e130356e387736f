"use client";

import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from "react";
import { zoneCookie } from "./zone.ts";

type ServerClock = { zone: string; now: number };

const Clock = createContext<ServerClock>({ zone: "UTC", now: 0 });

/**
 * The viewer's time zone and the current time. The first paint uses the zone of the last visit (a cookie) and the
 * server's moment, so that the browser begins with the very same words; then both are the browser's own.
 */
export function ClockProvider({ zone, now, children }: ServerClock & { children: ReactNode }) {
  const [clock, setClock] = useState({ zone, now });
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own === undefined || own === clock.zone) return;
    // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is missing in browsers that we support.
    document.cookie = `${zoneCookie}=${encodeURIComponent(own)}; Path=/; SameSite=Lax; Max-Age=31536000`;
    setClock((before) => ({ ...before, zone: own }));
  }, [clock.zone]);
  return <Clock value={clock}>{children}</Clock>;
}

/** The viewer's time zone, as IANA names it. */
export function useZone(): string {
  return use(Clock).zone;
}

/** Milliseconds since 1970, anew every second. */
export function useNow(): number {
  const { now } = use(Clock);
  return useSyncExternalStore(
    subscribe,
    () => tick,
    () => now,
  );
}

let tick = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const advance = () => {
    tick = Date.now();
    for (const each of listeners) each();
  };
  if (timer === undefined) {
    tick = Date.now();
    timer = setInterval(advance, 1_000);
  }
  // Browsers slow timers down in hidden tabs: be right at once when looked at again.
  document.addEventListener("visibilitychange", advance);
  return () => {
    listeners.delete(listener);
    document.removeEventListener("visibilitychange", advance);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
