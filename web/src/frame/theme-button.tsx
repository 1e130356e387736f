"use client";

import { Button } from "../design/button.tsx";
import { announce } from "../design/live-region.tsx";
import { chooseTheme } from "../design/theme.ts";

/** Turns the light on or off and remembers it. */
export function ThemeButton() {
  const turn = () => {
    const isDark = getComputedStyle(document.documentElement).colorScheme === "dark" || prefersDark();
    chooseTheme(isDark ? "light" : "dark");
    announce(isDark ? "Light theme" : "Dark theme");
  };
  return (
    <Button look="quiet" aria-label="Light or dark" title="Light or dark" onClick={turn} className="px-2">
      <svg viewBox="0 0 20 20" aria-hidden="true" className="size-4">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 3a7 7 0 0 1 0 14Z" fill="currentColor" />
      </svg>
    </Button>
  );
}

function prefersDark(): boolean {
  return document.documentElement.dataset.theme === undefined && matchMedia("(prefers-color-scheme: dark)").matches;
}
