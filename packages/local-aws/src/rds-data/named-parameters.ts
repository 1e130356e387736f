/** A statement rewritten for Postgres: `:name` became `$1`…, `names[0]` is `$1`'s name. */
export type NamedStatement = { text: string; names: string[]; firstWord: string; hasSeveralStatements: boolean };

// Whatever may hold a colon or a semicolon that means nothing: strings, identifiers, dollar quotes, comments, casts.
const token =
  /(?<string>[eE]?')|(?<identifier>"(?:[^"]|"")*")|(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|(?<line>--[^\n]*)|(?<block>\/\*)|(?<cast>::|:=)|:(?<name>[A-Za-z_]\w*)|(?<semicolon>;)|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<number>\d[\w.]*)|(?<space>\s+)|(?<other>.)/gsy;

/** Finds the Data API's named parameters, as the server of AWS does: not in strings, comments, dollar quotes or casts. */
export function parseNamedStatement(sql: string): NamedStatement {
  const names: string[] = [];
  let text = "";
  let firstWord = "";
  let hasEnded = false;
  let hasSeveralStatements = false;
  let at = 0;
  while (at < sql.length) {
    token.lastIndex = at;
    const groups = token.exec(sql)?.groups;
    if (groups === undefined) break;
    const end = endOfToken(sql, token.lastIndex, groups);
    const isBlank = groups.space !== undefined || groups.line !== undefined || groups.block !== undefined;
    if (hasEnded && !isBlank && groups.semicolon === undefined) hasSeveralStatements = true;
    if (groups.semicolon !== undefined) hasEnded = true;
    if (firstWord === "" && groups.word !== undefined) firstWord = groups.word.toLowerCase();
    if (groups.name === undefined) {
      text += sql.slice(at, end);
    } else {
      if (!names.includes(groups.name)) names.push(groups.name);
      text += `$${names.indexOf(groups.name) + 1}`;
    }
    at = end;
  }
  return { text, names, firstWord, hasSeveralStatements };
}

function endOfToken(sql: string, end: number, groups: Record<string, string | undefined>): number {
  if (groups.dollar !== undefined) {
    const close = sql.indexOf(groups.dollar, end);
    return close === -1 ? sql.length : close + groups.dollar.length;
  }
  if (groups.block !== undefined) return endOfComment(sql, end);
  if (groups.string !== undefined) return endOfString(sql, end, groups.string !== "'");
  return end;
}

/** Only behind an E is a backslash more than an ordinary character. */
function endOfString(sql: string, start: number, hasEscapes: boolean): number {
  const rest = hasEscapes ? /(?:[^'\\]|''|\\.)*'/sy : /(?:[^']|'')*'/y;
  rest.lastIndex = start;
  return rest.test(sql) ? rest.lastIndex : sql.length;
}

/** Comments nest in Postgres. */
function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  for (let depth = 1; depth > 0; ) {
    const found = mark.exec(sql)?.[0];
    if (found === undefined) return sql.length;
    depth += found === "/*" ? 1 : -1;
  }
  return mark.lastIndex;
}
