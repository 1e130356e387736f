"use client";

import { type ReactNode, useState } from "react";
import type { FilesTab, FilesView } from "../../app/(pages)/transfers/[id]/search-params.ts";
import { Button } from "../design/button.tsx";
import { fieldClass, SearchField } from "../design/search-field.tsx";
import { Tabs } from "../design/tabs.tsx";
import { tellNumber } from "../words/tell-amount.ts";

const tabNames: Record<FilesTab, string> = {
  all: "All",
  attention: "Needs attention",
  copying: "Copying",
  done: "Done",
};

/** Tabs, search by name and *go to number* above the files. */
export function FilesToolbar({
  view,
  counts,
  hrefOf,
  onShow,
  onJump,
}: {
  view: FilesView;
  counts: Record<FilesTab, number>;
  hrefOf: (change: Partial<FilesView>) => string;
  onShow: (change: Partial<FilesView>) => void;
  onJump: (number: number) => void;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pb-3">
      <div className="-ml-2.5 min-w-0 max-w-full">
        <Tabs
          label="Which files"
          current={view.tab}
          onChoose={(tab) => onShow({ tab, from: 1 })}
          tabs={(Object.keys(tabNames) as FilesTab[]).map((tab) => ({
            name: tab,
            href: hrefOf({ tab, from: 1 }),
            label: <TabLabel tab={tab} count={counts[tab]} />,
          }))}
        />
      </div>
      <div className="flex min-w-0 grow gap-2 sm:justify-end">
        <SearchField
          label="Find files by a part of their name"
          placeholder="Find by name"
          value={view.q}
          maxLength={1_024}
          onChange={(q) => onShow({ q, from: 1 })}
        />
        <GoTo onJump={onJump} />
      </div>
    </div>
  );
}

function TabLabel({ tab, count }: { tab: FilesTab; count: number }) {
  const isAlert = tab === "attention" && count > 0;
  return (
    <span className="whitespace-nowrap">
      {tabNames[tab]} <span className={isAlert ? "text-alert" : "font-normal text-ink-soft"}>{tellNumber(count)}</span>
    </span>
  );
}

function GoTo({ onJump }: { onJump: (number: number) => void }) {
  const [typed, setTyped] = useState("");
  return (
    <form
      className="flex shrink-0 gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        const number = Number(typed.replaceAll(/[^0-9]/g, ""));
        if (number >= 1) onJump(number);
      }}
    >
      <input
        inputMode="numeric"
        aria-label="File number"
        placeholder="File no."
        value={typed}
        maxLength={15}
        onChange={(event) => setTyped(event.target.value)}
        className={`${fieldClass} w-20`}
      />
      <Button type="submit" className="whitespace-nowrap">
        Go to
      </Button>
    </form>
  );
}

/** A filter that came by a link, and how to be rid of it. */
export function FilterChip({ children, onClear }: { children: ReactNode; onClear: () => void }) {
  return (
    <p className="mx-5 mb-3 flex w-fit max-w-[calc(100%-2.5rem)] items-center gap-2 rounded-md bg-accent-soft py-0.5 pr-1 pl-3 text-accent">
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
      <Button look="quiet" onClick={onClear} className="text-accent">
        Show all
      </Button>
    </p>
  );
}
