/** The lines of a text that comes piece by piece, without their ends. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The items of a JSON array that has each on a line of its own, as reports have. */
export async function* itemsOf<Item>(pieces: AsyncIterable<string>): AsyncGenerator<Item> {
  for await (const line of linesOf(pieces)) {
    const text = line.replace(/,$/, "");
    if (text.startsWith("{")) yield JSON.parse(text) as Item;
  }
}

/** The records of a CSV that comes piece by piece, with their ends: a cell in quotes may hold line breaks. */
export async function* recordsOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let record = "";
  for await (const line of linesOf(pieces)) {
    record += `${line}\n`;
    if ((record.split('"').length - 1) % 2 === 1) continue;
    yield record;
    record = "";
  }
}

/** The first `most` of them; the rest is not asked for. */
export async function* firstOf<Item>(items: AsyncIterable<Item>, most: number): AsyncGenerator<Item> {
  let left = most;
  for await (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}
