"use client";

import { useLinkStatus } from "next/link";
import { classNames } from "./class-names.ts";

/** A turning ring that says: it was asked for, and is on its way. It keeps its place where it is not seen. */
export function PendingSign({ isPending, className }: { isPending: boolean; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "inline-block size-3 rounded-full border-2 border-current border-t-transparent",
        isPending ? "animate-spin delay-150" : "invisible",
        className,
      )}
    />
  );
}

/** The same inside of a link: until its page is there. */
export function LinkPending({ className }: { className?: string }) {
  return <PendingSign isPending={useLinkStatus().pending} {...(className !== undefined && { className })} />;
}
