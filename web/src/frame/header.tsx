import Link from "next/link";
import type { User } from "../api/server-api.ts";
import { Nav } from "./nav.tsx";
import { SignOutButton } from "./sign-out-button.tsx";
import { ThemeButton } from "./theme-button.tsx";

/** Where one is, who one is, and the way out. */
export function Header({ user, stage }: { user: User; stage: string | null }) {
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl items-center gap-x-2 px-4 py-2 sm:gap-x-4 sm:px-6">
        <Link href="/" className="flex items-center gap-2 text-[0.9375rem] font-semibold">
          <Mark />
          S3Mirror
        </Link>
        {stage !== null && stage !== "production" && (
          <span
            className="max-w-16 truncate rounded-full bg-sunken px-2 py-0.5 text-xs text-ink-soft sm:max-w-24"
            title="This stage"
          >
            {stage}
          </span>
        )}
        <Nav />
        <div className="ml-auto flex min-w-0 items-center gap-1">
          <span className="mr-2 hidden min-w-0 truncate text-ink-soft sm:block" title={`${user.email}, ${user.role}`}>
            {user.name || user.email}
            <span className="text-ink-faint"> · {user.role}</span>
          </span>
          <ThemeButton />
          <span className="max-sm:hidden">
            <SignOutButton />
          </span>
        </div>
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-6">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M8 11h11l-4-4M24 21H13l4 4"
        fill="none"
        className="stroke-on-accent"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
