import type { ReactNode } from "react";
import { ViewLink } from "../address/view-link.tsx";
import { classNames } from "./class-names.ts";

/** One view of several: `href` holds it in the address, so that it can be shared. */
export type Tab = { name: string; href: string; label: ReactNode };

/** Links that look like tabs. They are links, because each is an address; the chosen one says so by `aria-current`. */
export function Tabs<Name extends string>({
  label,
  tabs,
  current,
  onChoose,
}: {
  label: string;
  tabs: (Tab & { name: Name })[];
  current: Name;
  onChoose: (name: Name) => void;
}) {
  return (
    <nav aria-label={label} className="flex min-w-0 gap-1 max-sm:overflow-x-auto sm:flex-wrap">
      {tabs.map((tab) => (
        <ViewLink
          key={tab.name}
          href={tab.href}
          onShow={() => onChoose(tab.name)}
          aria-current={tab.name === current ? "true" : undefined}
          className={classNames(
            "inline-flex shrink-0 items-center rounded-md px-2.5 py-1 font-medium whitespace-nowrap transition-colors",
            tab.name === current ? "bg-sunken text-ink" : "text-ink-soft hover:text-ink",
          )}
        >
          {tab.label}
        </ViewLink>
      ))}
    </nav>
  );
}
