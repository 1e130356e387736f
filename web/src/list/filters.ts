/** What the list shows, as it stands in the address. */
export type Filters = {
  view: (typeof views)[number];
  q: string;
  vendor: string;
  within: keyof typeof spans | "";
  label: { name: string; value: string } | null;
};

export const views = ["all", "attention", "running", "complete"] as const;
export const spans = { "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days" } as const;

const spanMs = { "24h": 86_400_000, "7d": 7 * 86_400_000, "30d": 30 * 86_400_000 } as const;

/** Reads an address's query; what it does not know it leaves out. */
export function readFilters(query: URLSearchParams): Filters {
  const label = [...query].find(([name, value]) => /^label\.[A-Za-z0-9._-]{1,63}$/.test(name) && value !== "");
  const text = (name: string) => (query.get(name) ?? "").trim().slice(0, 200);
  const within = text("within");
  return {
    view: views.find((view) => view === query.get("view")) ?? "all",
    q: text("q"),
    vendor: text("vendor"),
    within: isSpan(within) ? within : "",
    label: label === undefined ? null : { name: label[0].slice("label.".length), value: label[1] },
  };
}

/** The address's query for filters; what is as usual is left out. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams();
  if (filters.view !== "all") query.set("view", filters.view);
  for (const name of ["q", "vendor", "within"] as const) if (filters[name] !== "") query.set(name, filters[name]);
  if (filters.label !== null) query.set(`label.${filters.label.name}`, filters.label.value);
  const text = query.toString();
  return text === "" ? "/" : `/?${text}`;
}

/** The same as the API's query. `now` in milliseconds since 1970. */
export function toApiQuery(filters: Filters, now: number) {
  const { view, q, vendor, within, label } = filters;
  return {
    sort: "attention" as const,
    limit: 50,
    ...(view === "attention" && { needsAttention: "true" as const }),
    ...(view === "running" && { state: "planning,awaiting_approval,running,paused,cancelling" }),
    ...(view === "complete" && { state: "completed" }),
    ...(q !== "" && { q }),
    ...(vendor !== "" && { vendor }),
    // Whole minutes, so that the same page asks the same question for a while.
    ...(within !== "" && {
      createdAfter: new Date(Math.floor((now - spanMs[within]) / 60_000) * 60_000).toISOString(),
    }),
    ...(label !== null && { [`label.${label.name}`]: label.value }),
  };
}

function isSpan(text: string): text is keyof typeof spans {
  return Object.hasOwn(spans, text);
}
