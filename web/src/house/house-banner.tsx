"use client";

import { type ReactNode, useRef, useSyncExternalStore } from "react";
import { isPageOutdated, onPageOutdated } from "../api/ask-api.ts";
import type { Summary, Transfer } from "../api/types.ts";
import { type Tone, ToneMark } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { classNames } from "../design/class-names.ts";
import { isOld } from "../live/age.ts";
import { useWords, useZone } from "../live/clock.tsx";
import type { CardSource } from "../live/live-card.tsx";
import { RelativeTime } from "../live/relative-time.tsx";
import { type Banner, tellBanner } from "../words/tell-banner.ts";
import { tellClock } from "../words/tell-time.ts";

/**
 * What stands over every page, one thing at a time, the worst first: that nobody answers, the brake, what the page's
 * transfer stands still by, that a newer version of the page is there.
 * @param house what `useHouse` gives
 * @param transfer the one that the page is about
 * @param action the one button that ends it
 */
export function HouseBanner({
  house: { summary, source },
  transfer = null,
  action,
}: {
  house: { summary: Summary | undefined; source: CardSource };
  transfer?: Transfer | null;
  action?: ((banner: Banner) => ReactNode) | undefined;
}) {
  const place = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const since = useWords(place, (now) => {
    const { age, error, isMissing } = source;
    if (isMissing) return error === null ? "" : "-";
    return isOld(age, now) ? tellClock(age.updatedAt, zone, now) : "";
  });
  const isOutdated = useSyncExternalStore(onPageOutdated, isPageOutdated, () => false);
  const banner = tellBanner(summary?.fleet ?? null, transfer);
  return (
    <div ref={place} role="status">
      {since !== "" ? (
        <Strip tone="warn">
          <strong className="font-semibold">
            {since === "-" ? "S3Mirror does not answer." : `Updates stopped at ${since}.`}
          </strong>{" "}
          What you see may be from before. Trying again; transfers go on without this page.
        </Strip>
      ) : banner !== null ? (
        <Strip tone={banner.tone} action={action?.(banner)}>
          <strong className="font-semibold">{banner.what}</strong> {banner.rest}
          <Decided banner={banner} />
        </Strip>
      ) : (
        isOutdated && (
          <Strip tone="idle" action={<Button onClick={() => window.location.reload()}>Reload</Button>}>
            <strong className="font-semibold">There is a newer version of this page.</strong> What you see still works.
          </Strip>
        )
      )}
    </div>
  );
}

/** "By Ann 3 min ago: the bucket moves". */
function Decided({ banner: { who, since, reason } }: { banner: Banner }) {
  if (who === null && since === null && reason === null) return null;
  return (
    <span className="block [overflow-wrap:anywhere]">
      {who === null ? "Since" : "Decided by "}
      {who !== null && <bdi className="font-medium">{who}</bdi>} {since !== null && <RelativeTime at={since} />}
      {reason !== null && (
        <>
          : <bdi>{reason}</bdi>
        </>
      )}
    </span>
  );
}

const looks: Record<Tone, string> = {
  alert: "border-alert-line bg-alert-soft text-alert",
  warn: "border-line-strong bg-warn-soft text-warn",
  idle: "border-line-strong bg-sunken text-ink",
  busy: "border-line-strong bg-accent-soft text-accent",
  done: "border-line-strong bg-done-soft text-done",
};

function Strip({ tone, action, children }: { tone: Tone; action?: ReactNode; children: ReactNode }) {
  return (
    <div
      className={classNames(
        "mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border px-4 py-2.5",
        looks[tone],
      )}
    >
      <p className="min-w-0">
        <ToneMark tone={tone} className="mr-2 inline-block" />
        {children}
      </p>
      {action}
    </div>
  );
}
