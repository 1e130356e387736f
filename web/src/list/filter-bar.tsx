"use client";

import { useRouter } from "next/navigation";
import { fieldClass, SearchField } from "../design/search-field.tsx";
import { Tabs } from "../design/tabs.tsx";
import { type Filters, spans, views, writeFilters } from "./filters.ts";

const titles: Record<Filters["view"], string> = {
  all: "All",
  attention: "Needs attention",
  running: "In progress",
  complete: "Complete",
};

/** What is shown. Typing filters after a moment; every choice stands in the address. */
export function FilterBar({ filters, vendors }: { filters: Filters; vendors: { id: string; name: string }[] }) {
  const router = useRouter();
  const go = (changed: Partial<Filters>) => router.replace(writeFilters({ ...filters, ...changed }), { scroll: false });
  return (
    <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2">
      <Tabs
        label="Which transfers"
        current={filters.view}
        tabs={views.map((view) => ({ name: view, label: titles[view], href: writeFilters({ ...filters, view }) }))}
      />
      <div className="flex min-w-0 grow flex-wrap items-center gap-2 sm:justify-end">
        <SearchField
          label="Search transfers"
          placeholder="Search name, reference, bucket"
          value={filters.q}
          onChange={(q) => go({ q })}
        />
        {vendors.length > 0 && (
          <select
            aria-label="Laboratory"
            value={filters.vendor}
            onChange={(event) => go({ vendor: event.target.value })}
            className={`${fieldClass} max-w-48`}
          >
            <option value="">Every laboratory</option>
            {vendors.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <select
          aria-label="Asked for within"
          value={filters.within}
          onChange={(event) => go({ within: event.target.value as Filters["within"] })}
          className={fieldClass}
        >
          <option value="">Any time</option>
          {Object.entries(spans).map(([span, title]) => (
            <option key={span} value={span}>
              {title}
            </option>
          ))}
        </select>
        {filters.label !== null && (
          <button
            type="button"
            onClick={() => go({ label: null })}
            className="inline-flex min-h-8 max-w-60 items-center gap-1.5 rounded-md bg-accent-soft px-2.5 text-accent"
          >
            <span className="truncate">
              {filters.label.name} {filters.label.value}
            </span>
            <span aria-hidden="true">×</span>
            <span className="sr-only">Remove this filter</span>
          </button>
        )}
      </div>
    </div>
  );
}
