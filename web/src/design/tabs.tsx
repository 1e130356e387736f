import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { isForAnotherTab } from "./is-for-another-tab.ts";

/** One view of several: `href` holds it in the address, so that it can be shared. */
export type Tab = { name: string; href: string; label: ReactNode };

/**
 * Links that look like tabs. They are links, because each is an address; the chosen one says so by `aria-current`. Where
 * the page itself changes its address, `onChoose` does it instead of the link.
 */
export function Tabs<Name extends string>({
  label,
  tabs,
  current,
  onChoose,
}: {
  label: string;
  tabs: (Tab & { name: Name })[];
  current: Name;
  onChoose?: (name: Name) => void;
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {tabs.map((tab) => (
        <Link
          key={tab.name}
          href={tab.href}
          replace
          scroll={false}
          prefetch={false}
          onClick={(event) => {
            if (onChoose === undefined || isForAnotherTab(event)) return;
            event.preventDefault();
            onChoose(tab.name);
          }}
          aria-current={tab.name === current ? "true" : undefined}
          className={classNames(
            "rounded-md px-2.5 py-1 font-medium transition-colors",
            tab.name === current ? "bg-sunken text-ink" : "text-ink-soft hover:text-ink",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
