"use client";

import { useState } from "react";
import { spans, type TransfersView, views } from "../../app/(pages)/transfers/search-params.ts";
import type { Address } from "../address/use-address.ts";
import { Button } from "../design/button.tsx";
import { classNames } from "../design/class-names.ts";
import { fieldClass, SearchField } from "../design/search-field.tsx";
import { Tabs } from "../design/tabs.tsx";

const titles: Record<TransfersView["view"], string> = {
  all: "All",
  attention: "Needs attention",
  running: "In progress",
  complete: "Complete",
};

const spanTitles: Record<TransfersView["within"], string> = {
  "": "Any time",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};

/** What is shown. Typing filters after a moment; every choice stands in the address. */
export function FilterBar({
  address: { view, show, hrefOf },
  vendors,
  isPending,
}: {
  address: Address<TransfersView>;
  /** Null where they could not be read. */
  vendors: { id: string; name: string }[] | null;
  isPending: boolean;
}) {
  // On a phone they stand behind a button, unless one of them is set.
  const [isOpened, setIsOpened] = useState(
    view.q !== "" || view.vendor !== "" || view.within !== "" || view.label !== null,
  );
  return (
    <div className="mt-5 flex items-center gap-x-4 gap-y-2 max-sm:mt-1 max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] sm:flex-wrap">
      <Tabs
        label="Which transfers"
        current={view.view}
        onChoose={(chosen) => show({ view: chosen })}
        tabs={views.map((name) => ({ name, label: titles[name], href: hrefOf({ view: name }) }))}
      />
      <Button look="quiet" className="sm:hidden" aria-expanded={isOpened} onClick={() => setIsOpened(!isOpened)}>
        Search
      </Button>
      <div
        className={classNames(
          "col-span-full flex min-w-0 grow flex-wrap items-center gap-2 sm:justify-end",
          !isOpened && "max-sm:hidden",
        )}
      >
        <SearchField
          label="Search transfers"
          placeholder="Name, laboratory, sample, bucket"
          value={view.q}
          isPending={isPending}
          onChange={(q) => show({ q })}
        />
        {vendors === null ? (
          <span className="text-[0.8125rem] text-ink-soft">The laboratories are not to be had just now</span>
        ) : (
          vendors.length > 0 && (
            <select
              aria-label="Laboratory"
              value={view.vendor}
              onChange={(event) => show({ vendor: event.target.value })}
              className={`${fieldClass} max-w-48`}
            >
              <option value="">Every laboratory</option>
              {vendors.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )
        )}
        <select
          aria-label="Asked for within"
          value={view.within}
          onChange={(event) => show({ within: event.target.value as TransfersView["within"] })}
          className={fieldClass}
        >
          {spans.map((span) => (
            <option key={span} value={span}>
              {spanTitles[span]}
            </option>
          ))}
        </select>
        {view.label !== null && (
          <button
            type="button"
            onClick={() => show({ label: null })}
            className="inline-flex min-h-8 max-w-60 items-center gap-1.5 rounded-md bg-accent-soft px-2.5 text-accent"
          >
            <span className="truncate">
              {view.label.name} {view.label.value}
            </span>
            <span aria-hidden="true">×</span>
            <span className="sr-only">Remove this filter</span>
          </button>
        )}
      </div>
    </div>
  );
}
