"use client";

import { useEffect, useRef, useState } from "react";
import { draftParams } from "../../app/(pages)/new/search-params.ts";
import { useAddress } from "../address/use-address.ts";
import type { Transfer } from "../api/types.ts";
import { type Draft, draftOf } from "./draft.ts";

const TYPING_PAUSE_MS = 300;

/** The draft as it is typed, at first what it takes over from the transfer it is made after; the address follows a moment later, and at once with the key that it is sent under. */
export function useDraft(before: Transfer | undefined): {
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  keyOf: () => string;
} {
  const { view, show } = useAddress(draftParams);
  const [draft, setDraft] = useState(() => (before === undefined ? view : draftOf(view, before)));
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
    // What is sent stands in the address already, and whoever has started is led away: nothing may call them back.
    if (draft.key !== null) return;
    const timer = setTimeout(() => show(draft), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, show]);
  return {
    draft,
    // What is changed is another draft: it is not what may have been sent.
    change: (changed) => setDraft((before) => ({ ...before, key: null, ...changed })),
    keyOf: () => {
      const key = latest.current.key ?? crypto.randomUUID();
      const sent = { ...latest.current, key };
      latest.current = sent;
      setDraft(sent);
      show(sent);
      return key;
    },
  };
}
