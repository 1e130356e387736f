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
import { vendorsPageQuery } from "../../../src/vendors/vendor-queries.ts";
import { VendorRow } from "../../../src/vendors/vendor-row.tsx";

/** The laboratories that send us data, and whom mails to them are for. */
export function VendorList() {
  const house = useHouse(false);
  const list = usePages((cursor) => vendorsPageQuery(browserApi, cursor), pace.idleMs);
  const isEmpty = list.pages.every((page) => page.length === 0) && !list.source.isMissing;
  return (
    <>
      <HouseBanner house={house} action={(banner) => <BannerAct banner={banner} />} />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h1 className="text-xl font-semibold">Laboratories</h1>
        <LiveStatus updatedAt={list.source.age.updatedAt} />
      </div>
      <p className="mt-1 text-ink-soft">Mails that ask a laboratory to act are addressed to its contact.</p>
      <div className="mt-5">
        <LiveCard name="Laboratories" source={list.source}>
          {isEmpty ? (
            <Card>
              <EmptyState title="No laboratories yet">
                <p>An administrator writes one down on a terminal:</p>
                <CodeBlock label="Command">npx s3mirror vendors create --help</CodeBlock>
              </EmptyState>
            </Card>
          ) : (
            <ul
              aria-label="Laboratories"
              className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
            >
              {list.pages.map((page, index) =>
                page.map((vendor) => <VendorRow key={vendor.id} vendor={vendor} watch={list.watch(index)} />),
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
