"use client";

import { tellCount } from "@s3mirror/core/units";
import { useQuery } from "@tanstack/react-query";
import { BarredButton } from "../../../src/acts/act-button.tsx";
import { BannerAct } from "../../../src/acts/banner-act.tsx";
import { useViewer } from "../../../src/acts/viewer.tsx";
import { unwrap } from "../../../src/api/api-failure.ts";
import { browserApi } from "../../../src/api/browser-api.ts";
import { Card } from "../../../src/design/card.tsx";
import { EmptyState } from "../../../src/design/empty-state.tsx";
import { HouseBanner } from "../../../src/house/house-banner.tsx";
import { useHouse } from "../../../src/house/use-house.ts";
import { LiveCard, sourceOf } from "../../../src/live/live-card.tsx";
import { LiveStatus } from "../../../src/live/live-status.tsx";
import { pace } from "../../../src/live/pace.ts";
import { recipientsQuery } from "../../../src/recipients/recipient-queries.ts";
import { RecipientRow } from "../../../src/recipients/recipient-row.tsx";
import { useOnce } from "../../../src/recipients/use-once.ts";
import { whyNotAllowed } from "../../../src/words/may-act.ts";

/** Who hears of alerts, who has not agreed yet, and a test to find out whether they arrive. */
export function RecipientList() {
  const house = useHouse(false);
  const query = useQuery({ ...recipientsQuery(browserApi), refetchInterval: pace.idleMs });
  const why = whyNotAllowed(useViewer().role, "operate");
  const test = useOnce(async (key) => {
    const params = { header: { "idempotency-key": key } };
    const { confirmed, unconfirmed } = unwrap(await browserApi.POST("/v1/alert-recipients/test", { params, body: {} }));
    const deaf = unconfirmed > 0 ? ` ${tellCount(unconfirmed, "other")} will not hear of it: not confirmed.` : "";
    return `A test is on its way to ${tellCount(confirmed, "recipient")}.${deaf}`;
  });
  const recipients = query.data ?? [];
  return (
    <>
      <HouseBanner house={house} action={(banner) => <BannerAct banner={banner} />} />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="text-xl font-semibold">Alerts</h1>
        <span className="flex items-center gap-4">
          <LiveStatus updatedAt={query.dataUpdatedAt} />
          <BarredButton
            why={why}
            look="primary"
            className="max-sm:min-h-11"
            isBusy={test.isPending}
            onClick={test.press}
          >
            Send a test
          </BarredButton>
        </span>
      </div>
      <p className="mt-1 text-ink-soft">
        Whoever stands here is told when a transfer ends, stands still or needs somebody. Who that is stands in the
        stage’s settings.
      </p>
      <p role="status" className={test.told === "" ? "sr-only" : "mt-3 font-medium"}>
        {test.told}
      </p>
      <div className="mt-5">
        <LiveCard name="Recipients of alerts" source={sourceOf(query, pace.idleMs)}>
          {recipients.length === 0 && query.data !== undefined ? (
            <Card className="border-alert-line">
              <EmptyState title="Nobody hears of alerts">
                Name somebody in the stage’s settings file (alertEmails) and deploy it.
              </EmptyState>
            </Card>
          ) : (
            <ul
              aria-label="Recipients of alerts"
              className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
            >
              {recipients.map((recipient) => (
                <RecipientRow key={recipient.id} recipient={recipient} />
              ))}
            </ul>
          )}
        </LiveCard>
      </div>
    </>
  );
}
