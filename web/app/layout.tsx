import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { LiveRegion } from "../src/design/live-region.tsx";
import { readTheme, themeCookie } from "../src/design/theme.ts";
import { ClockProvider } from "../src/live/clock.tsx";
import { readZone, zoneCookie } from "../src/live/zone.ts";
import "./design.css";

export const metadata: Metadata = { title: { default: "S3Mirror", template: "%s · S3Mirror" } };
export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** Every page: the theme and the viewer's clock come from cookies, so that the first paint is already right. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const theme = readTheme(jar.get(themeCookie)?.value);
  return (
    <html lang="en" {...(theme !== "system" && { "data-theme": theme })} suppressHydrationWarning>
      <body>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
        >
          Skip to the content
        </a>
        <ClockProvider zone={readZone(jar.get(zoneCookie)?.value)} now={Date.now()}>
          {children}
          <LiveRegion />
        </ClockProvider>
      </body>
    </html>
  );
}
