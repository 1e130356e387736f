"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { ActButton } from "../acts/act-button.tsx";
import { buttonClass } from "../design/button.tsx";
import { classNames } from "../design/class-names.ts";
import { SignOutButton } from "./sign-out-button.tsx";

const pages = [
  { href: "/", name: "Transfers", also: "/transfers" },
  { href: "/routes", name: "Routes", also: "/routes" },
  { href: "/vendors", name: "Laboratories", also: "/vendors" },
  { href: "/recipients", name: "Alerts", also: "/recipients" },
] as const;

/** The ways to the other pages and the fleet's brake: side by side, on a phone behind one button with the way out. */
export function Nav() {
  return (
    <>
      <nav aria-label="Pages" className="hidden min-w-0 items-center gap-0.5 lg:flex">
        <Links />
      </nav>
      <button type="button" popoverTarget="menu" className={buttonClass("quiet", "min-h-11 lg:hidden")}>
        Menu
      </button>
      <div
        id="menu"
        popover="auto"
        className="inset-auto top-14 right-3 m-0 w-56 rounded-xl border border-line bg-raised p-2 text-ink shadow-2xl lg:hidden"
      >
        <nav aria-label="Pages" className="grid *:min-h-11 *:justify-start">
          <Links />
        </nav>
        <div className="mt-2 grid border-t border-line pt-2 *:justify-start sm:hidden">
          <SignOutButton />
        </div>
      </div>
    </>
  );
}

function Links() {
  const here = usePathname();
  return (
    <>
      {pages.map(({ href, name, also }) => {
        const isHere = here === href || here.startsWith(also);
        return (
          <Link
            key={href}
            href={href}
            prefetch={false}
            aria-current={isHere ? "page" : undefined}
            onClick={() => document.getElementById("menu")?.hidePopover?.()}
            className={classNames(buttonClass("quiet"), isHere && "bg-sunken text-ink")}
          >
            {name}
          </Link>
        );
      })}
      <ActButton act={{ name: "brake" }} look="quiet" />
    </>
  );
}
