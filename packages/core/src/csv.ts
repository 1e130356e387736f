export type CsvCell = string | number | null | undefined;

/** One record as RFC 4180 writes it, its end included. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** RFC 4180; a text that a spreadsheet would run as a formula is put behind an apostrophe (OWASP, CSV injection). */
export function csvCell(value: CsvCell): string {
  if (typeof value === "number") return String(value);
  const safe = formulaSafe(value ?? "");
  return /[",\r\n]/.test(safe) ? `"${escapeQuotes(safe)}"` : safe;
}

/** A text's own quotes, doubled: for whoever writes a long cell piece by piece. */
export function escapeQuotes(text: string): string {
  return text.replaceAll('"', '""');
}

function formulaSafe(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
