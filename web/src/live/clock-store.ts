import { watchSight } from "./sight.ts";

const listeners = new Set<() => void>();
let tick = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since 1970 as of the last second; the same until the next one. */
export function clockNow(): number {
  return tick;
}

/** Hears every second. There is one interval and one listener for the whole page, however many hear. @returns ends it */
export function onSecond(listener: () => void): () => void {
  if (listeners.size === 0) start();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

/** Hears every second while an element is in sight, and at once when it comes into sight. @returns ends it */
export function onSecondInSight(element: Element, listener: () => void): () => void {
  let leave: (() => void) | undefined;
  const stopWatching = watchSight(element, (isInSight) => {
    leave?.();
    leave = isInSight ? onSecond(listener) : undefined;
    if (isInSight) listener();
  });
  return () => {
    stopWatching();
    leave?.();
  };
}

function start(): void {
  tick = Date.now();
  timer = setInterval(advance, 1_000);
  // Browsers slow timers down in hidden tabs: be right at once when looked at again.
  document.addEventListener("visibilitychange", advance);
}

function stop(): void {
  clearInterval(timer);
  document.removeEventListener("visibilitychange", advance);
}

function advance(): void {
  // Nobody sees it; a page that is left is told the same, and must not be held up by it.
  if (document.visibilityState === "hidden") return;
  tick = Date.now();
  for (const listener of listeners) listener();
}
