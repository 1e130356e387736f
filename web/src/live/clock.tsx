"use client";

import {
  createContext,
  type ReactNode,
  type RefObject,
  use,
  useCallback,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { clockNow, onSecond, onSecondInSight } from "./clock-store.ts";
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

/**
 * Words that time changes, right at every second in which `element` is in sight. Whoever uses them is drawn anew when the
 * words change, not every second.
 * @param tell the words at a moment, in milliseconds since 1970; it is asked every second
 */
export function useWords(element: RefObject<Element | null>, tell: (now: number) => string): string {
  const { now } = use(Clock);
  const subscribe = useCallback(
    (listener: () => void) => (element.current === null ? () => undefined : onSecondInSight(element.current, listener)),
    [element],
  );
  return useSyncExternalStore(
    subscribe,
    () => tell(clockNow()),
    () => tell(now),
  );
}

/** The same, for what has no place on the page. */
export function useWordsAnywhere(tell: (now: number) => string): string {
  const { now } = use(Clock);
  return useSyncExternalStore(
    onSecond,
    () => tell(clockNow()),
    () => tell(now),
  );
}
