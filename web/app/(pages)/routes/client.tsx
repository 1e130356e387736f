"use client";

import { BannerAct } from "../../../src/acts/banner-act.tsx";
import { browserApi } from "../../../src/api/browser-api.ts";
import { Button } from "../../../src/design/button.tsx";
import { Card } from "../../../src/design/card.tsx";
import { CodeBlock } from "../../../src/design/code-block.tsx";
import { EmptyState } from "../../../src/design/empty-state.tsx";
import { HouseBanner } from "../../../src/house/house-banner.tsx";
import { useHouse } from "../../../src/house/use-house.ts";
import { LiveCard } from "../../../src/live/live-card.tsx";
import { LiveStatus } from "../../../src/live/live-status.tsx";
import { pace } from "../../../src/live/pace.ts";
import { usePages } from "../../../src/live/use-pages.ts";
import { routesQuery } from "../../../src/routes/route-queries.ts";
import { RouteRow } from "../../../src/routes/route-row.tsx";

/** What is allowed: from where to where, for which laboratory; an administrator switches it. */
export function RouteList() {
  const house = useHouse(false);
  const list = usePages((cursor) => routesQuery(browserApi, cursor), pace.idleMs);
  const isEmpty = list.pages.every((page) => page.length === 0) && !list.source.isMissing;
  return (
    <>
      <HouseBanner house={house} action={(banner) => <BannerAct banner={banner} />} />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h1 className="text-xl font-semibold">Routes</h1>
        <LiveStatus updatedAt={list.source.age.updatedAt} />
      </div>
      <p className="mt-1 text-ink-soft">Files are copied only on these ways, and only on those that are on.</p>
      <div className="mt-5">
        <LiveCard name="Routes" source={list.source}>
          {isEmpty ? (
            <Card>
              <EmptyState title="No routes yet">
                <p>An administrator makes one on a terminal:</p>
                <CodeBlock label="Command">npx s3mirror routes create --help</CodeBlock>
              </EmptyState>
            </Card>
          ) : (
            <ul
              aria-label="Routes"
              className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
            >
              {list.pages.map((page, index) =>
                page.map((route) => <RouteRow key={route.id} route={route} watch={list.watch(index)} />),
              )}
            </ul>
          )}
        </LiveCard>
      </div>
      {list.hasMore && (
        <p className="mt-4 text-center">
          <Button disabled={list.isOpening} onClick={list.openMore}>
            Show more
          </Button>
        </p>
      )}
    </>
  );
}
