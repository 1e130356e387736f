import type { ReactNode } from "react";
import { ActsProvider } from "../../src/acts/acts-provider.tsx";
import { ViewerProvider } from "../../src/acts/viewer.tsx";
import { readStage, requireUser } from "../../src/api/server-api.ts";
import { Header } from "../../src/frame/header.tsx";
import { ToldByTap } from "../../src/frame/told-by-tap.tsx";
import { LiveProvider } from "../../src/live/live-provider.tsx";

/** Pages for people who are signed in. */
export default async function PagesLayout({ children }: { children: ReactNode }) {
  const [user, stage] = await Promise.all([requireUser(), readStage()]);
  return (
    <LiveProvider>
      <ViewerProvider viewer={{ id: user.id, role: user.role }}>
        <ActsProvider>
          <Header user={user} stage={stage} />
          {children}
          <ToldByTap />
        </ActsProvider>
      </ViewerProvider>
    </LiveProvider>
  );
}
