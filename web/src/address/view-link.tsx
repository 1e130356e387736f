"use client";

import type { ComponentProps, MouseEvent } from "react";

/**
 * A link to another view of the same page: `onShow` changes the page where it stands, and whoever wants a tab of its own
 * gets one.
 */
export function ViewLink({ href, onShow, ...rest }: ComponentProps<"a"> & { href: string; onShow: () => void }) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (isForAnotherTab(event)) return;
        event.preventDefault();
        onShow();
      }}
    />
  );
}

function isForAnotherTab({ metaKey, ctrlKey, shiftKey }: MouseEvent): boolean {
  return metaKey || ctrlKey || shiftKey;
}
