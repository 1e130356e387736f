import { csvCell } from "@s3mirror/core/csv";
import Table from "cli-table3";

export const outputFormats = ["table", "json", "ndjson", "csv"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** A column of a table or CSV. In a table `tell` words the value for people; CSV takes `raw`, JSON the whole item. */
export type Column<Item> = {
  title: string;
  raw: (item: Item) => string | number | null | undefined;
  tell?: (item: Item) => string;
  right?: boolean;
};

/** Prints items as they arrive; a table, which has to know how wide it is, at the end. */
export async function printItems<Item>(
  write: (text: string) => void,
  format: OutputFormat,
  columns: readonly Column<Item>[],
  items: AsyncIterable<Item> | Iterable<Item>,
): Promise<number> {
  const kept: Item[] = [];
  let count = 0;
  if (format === "csv") write(`${columns.map((column) => csvCell(column.title)).join(",")}\n`);
  for await (const item of items) {
    count += 1;
    if (format === "ndjson") write(`${JSON.stringify(item)}\n`);
    else if (format === "csv") write(`${columns.map((column) => csvCell(column.raw(item))).join(",")}\n`);
    else if (format === "json") write(`${count === 1 ? "[" : ","}\n${indented(item)}`);
    else kept.push(item);
  }
  if (format === "json") write(count === 0 ? "[]\n" : "\n]\n");
  if (format === "table" && kept.length > 0) write(`${renderTable(columns, kept)}\n`);
  return count;
}

/** As JSON.stringify writes it within a list. */
function indented(item: unknown): string {
  return JSON.stringify(item, null, 2).replace(/^/gm, "  ");
}

/** One thing: facts line by line in a table, the object itself as JSON, one row as CSV. */
export async function printOne<Item>(
  write: (text: string) => void,
  format: OutputFormat,
  columns: readonly Column<Item>[],
  item: Item,
): Promise<void> {
  if (format === "json") write(`${JSON.stringify(item, null, 2)}\n`);
  else if (format === "table") {
    const width = Math.max(...columns.map((column) => column.title.length));
    for (const column of columns) {
      const text = cell(column, item);
      if (text !== "") write(`${column.title.padEnd(width)}  ${text}\n`);
    }
  } else await printItems(write, format, columns, [item]);
}

/** Items as a table for people, without its last line break. */
export function renderTable<Item>(columns: readonly Column<Item>[], items: readonly Item[]): string {
  const bare = {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: "  ",
  };
  const table = new Table({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => (column.right ? "right" : "left")),
    chars: bare,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...items.map((item) => columns.map((column) => cell(column, item))));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function cell<Item>(column: Column<Item>, item: Item): string {
  return unseen(column.tell ? column.tell(item) : String(column.raw(item) ?? ""));
}

/** A key may hold control characters; on a terminal they would act. New lines of our own sentences stay. */
function unseen(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === "\n" ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
