"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../design/button.tsx";
import { classNames } from "../design/class-names.ts";
import { tellNumber } from "../words/tell-amount.ts";
import type { FilesTab, FilesView } from "./files-view.ts";

const tabNames: Record<FilesTab, string> = {
  all: "All",
  attention: "Needs attention",
  copying: "Copying",
  done: "Done",
};

/** How long typing rests before the list is asked for. */
const TYPING_MS = 300;
const field = "min-h-8 rounded-md border border-line-strong bg-surface px-2.5 py-1 placeholder:text-ink-faint";

/** Tabs, search by name and *go to number* above the files. What is typed is the viewer's: no refresh touches it. */
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
      <nav aria-label="Which files" className="-ml-2.5 flex flex-wrap gap-1">
        {(Object.keys(tabNames) as FilesTab[]).map((tab) => (
          <a
            key={tab}
            href={hrefOf({ tab, from: 1 })}
            aria-current={tab === view.tab ? "true" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              onShow({ tab, from: 1 });
            }}
            className={classNames(
              "rounded-md px-2.5 py-1 font-medium whitespace-nowrap transition-colors",
              tab === view.tab ? "bg-sunken text-ink" : "text-ink-soft hover:text-ink",
            )}
          >
            {tabNames[tab]}{" "}
            <span className={tab === "attention" && counts.attention > 0 ? "text-alert" : "font-normal text-ink-soft"}>
              {tellNumber(counts[tab])}
            </span>
          </a>
        ))}
      </nav>
      <div className="flex grow justify-end gap-2">
        <Search q={view.q} onSearch={(q) => onShow({ q, from: 1 })} />
        <GoTo onJump={onJump} />
      </div>
    </div>
  );
}

function Search({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const latest = useRef({ typed, onSearch });
  latest.current = { typed, onSearch };
  // The address changed by other means (Back, a cleared filter): the field follows.
  const asked = useRef(q);
  useEffect(() => {
    if (q !== asked.current) setTyped(q);
    asked.current = q;
  }, [q]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const wanted = typed.trim();
      if (wanted === asked.current) return;
      asked.current = wanted;
      latest.current.onSearch(wanted);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <input
      type="search"
      aria-label="Find files by a part of their name"
      placeholder="Find by name"
      value={typed}
      maxLength={1_024}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      className={classNames(field, "w-full min-w-0 sm:max-w-64")}
    />
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
        onChange={(event) => setTyped(event.target.value)}
        className={classNames(field, "w-20")}
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
