"use client";

import { type RefCallback, useState } from "react";
import { BarredButton } from "../acts/act-button.tsx";
import { useViewer } from "../acts/viewer.tsx";
import type { Vendor } from "../api/types.ts";
import { whyNotAllowed } from "../words/may-act.ts";
import { ContactSheet } from "./contact-sheet.tsx";

/** One laboratory and its contact: whom to write to, and whom to call. */
export function VendorRow({ vendor, watch }: { vendor: Vendor; watch: RefCallback<Element> }) {
  const [opened, setOpened] = useState<Vendor | null>(null);
  const why = whyNotAllowed(useViewer().role, "administer");
  const { contact } = vendor;
  return (
    <li ref={watch} aria-label={vendor.name} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 grow basis-60">
        <p className="font-semibold [overflow-wrap:anywhere]">
          <bdi>{vendor.name}</bdi>
        </p>
        {contact === null ? (
          <p className="text-[0.8125rem] text-warn">Nobody to write to is known.</p>
        ) : (
          <p className="flex flex-wrap gap-x-3 text-ink-soft [overflow-wrap:anywhere]">
            <bdi>{contact.name}</bdi>
            <a
              href={`mailto:${encodeURIComponent(contact.email).replaceAll("%40", "@")}`}
              className="text-accent underline"
            >
              <bdi>{contact.email}</bdi>
            </a>
            {contact.phone !== null && (
              <a href={`tel:${contact.phone.replaceAll(/[^+\d]/g, "")}`} className="text-accent underline">
                <bdi>{contact.phone}</bdi>
              </a>
            )}
          </p>
        )}
      </div>
      <BarredButton why={why} look="plain" className="max-sm:min-h-11" onClick={() => setOpened(vendor)}>
        Change contact
      </BarredButton>
      {opened !== null && <ContactSheet vendor={opened} onClose={() => setOpened(null)} />}
    </li>
  );
}
