/** How one value of a page stands in its address. What makes no sense there is read as if it were not there. */
export type Param<Value> = {
  read: (params: URLSearchParams, name: string) => Value;
  write: (value: Value, params: URLSearchParams, name: string) => void;
};

type Given = URLSearchParams | Record<string, string | string[] | undefined>;

/** What a page shows, as its address holds it. */
export type SearchParams<View> = {
  /** What is shown where the address says nothing. */
  first: View;
  /** Reads an address's query, as browsers or as Next hand it over. */
  read: (given: Given) => View;
  /** The query of a view, "?" with nothing behind it for the first one; what belongs to `others` stays in it. */
  write: (view: View, others?: URLSearchParams) => string;
};

/** A page's search parameters, each by its name in the address. */
export function defineSearchParams<View extends object>(
  params: {
    [Name in keyof View]: Param<View[Name]>;
  },
): SearchParams<View> {
  const all = Object.entries(params) as [keyof View & string, Param<View[keyof View]>][];
  const read = (given: Given) => {
    const query = toQuery(given);
    return Object.fromEntries(all.map(([name, param]) => [name, param.read(query, name)])) as View;
  };
  return {
    first: read({}),
    read,
    write: (view, others) => {
      const query = new URLSearchParams(others);
      for (const [name, param] of all) param.write(view[name], query, name);
      return `?${query}`;
    },
  };
}

/** Text of at most so many characters; nothing is "". */
export function text(most: number): Param<string> {
  return {
    read: (params, name) => (params.get(name) ?? "").trim().slice(0, most),
    write: (value, params, name) => put(params, name, value === "" ? null : value),
  };
}

/** Text that is there or not. */
export const optional: Param<string | null> = {
  read: (params, name) => params.get(name) || null,
  write: (value, params, name) => put(params, name, value),
};

/** One of these; the first of them where the address names none. */
export function choice<Value extends string>(values: readonly [Value, ...Value[]]): Param<Value> {
  return {
    read: (params, name) => values.find((value) => value === params.get(name)) ?? values[0],
    write: (value, params, name) => put(params, name, value === values[0] ? null : value),
  };
}

/** A whole number from 1 on; `usual` where the address has none. */
export function count<Usual extends number | null>(usual: Usual): Param<number | Usual> {
  return {
    read: (params, name) => {
      const written = params.get(name) ?? "";
      return /^[1-9]\d{0,11}$/.test(written) ? Number(written) : usual;
    },
    write: (value, params, name) => put(params, name, value === usual ? null : `${value}`),
  };
}

function put(params: URLSearchParams, name: string, value: string | null): void {
  if (value === null) params.delete(name);
  else params.set(name, value);
}

function toQuery(given: Given): URLSearchParams {
  if (given instanceof URLSearchParams) return given;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    for (const each of [value ?? []].flat()) query.append(name, each);
  }
  return query;
}
