import { choice, defineSearchParams, type Param, text } from "../../../src/address/search-params.ts";

/** What the list shows. */
export type TransfersView = {
  view: (typeof views)[number];
  q: string;
  vendor: string;
  within: (typeof spans)[number];
  label: { name: string; value: string } | null;
};

export const views = ["all", "attention", "running", "complete"] as const;
/** How long ago a transfer was asked for at most; "" for however long. */
export const spans = ["", "24h", "7d", "30d"] as const;

/** One label, as "label.NAME=VALUE". */
const label: Param<TransfersView["label"]> = {
  read: (params) => {
    const found = [...params].find(([name, value]) => /^label\.[A-Za-z0-9._-]{1,63}$/.test(name) && value !== "");
    return found === undefined ? null : { name: found[0].slice("label.".length), value: found[1] };
  },
  write: (value, params) => {
    for (const name of [...params.keys()]) if (name.startsWith("label.")) params.delete(name);
    if (value !== null) params.set(`label.${value.name}`, value.value);
  },
};

export const transfersParams = defineSearchParams<TransfersView>({
  view: choice(views),
  q: text(200),
  vendor: text(200),
  within: choice(spans),
  label,
});
