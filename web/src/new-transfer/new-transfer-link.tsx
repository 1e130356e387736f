"use client";

import Link from "next/link";
import { BarredButton } from "../acts/act-button.tsx";
import { useViewer } from "../acts/viewer.tsx";
import { buttonClass } from "../design/button.tsx";
import { whyNotAllowed } from "../words/may-act.ts";

/** Leads to a new transfer; who may not start one is told whom to ask. */
export function NewTransferLink() {
  const why = whyNotAllowed(useViewer().role, "submit");
  return why === null ? (
    <Link href="/new" prefetch={false} className={buttonClass("primary", "max-sm:-my-2 max-sm:min-h-11")}>
      New transfer
    </Link>
  ) : (
    <BarredButton why={why} look="plain" className="max-sm:-my-2 max-sm:min-h-11">
      New transfer
    </BarredButton>
  );
}
