/** Reads CSV letter by letter, by the grammar of RFC 4180. @throws Error where it is none */
export function readCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < csv.length) {
    let cell = "";
    if (csv[at] === '"') {
      at += 1;
      for (;;) {
        if (csv[at] === undefined) throw new Error("a quoted cell has no end");
        if (csv[at] !== '"') cell += csv[at];
        else if (csv[at + 1] === '"') {
          cell += '"';
          at += 1;
        } else break;
        at += 1;
      }
      at += 1;
    } else while (csv[at] !== "," && csv[at] !== "\r" && at < csv.length) cell += csv[at++];
    row.push(cell);
    if (csv[at] === ",") at += 1;
    else if (csv.startsWith("\r\n", at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else throw new Error(`no end of a cell at ${at}: ${JSON.stringify(csv.slice(at, at + 20))}`);
  }
  return rows;
}
