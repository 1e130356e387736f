import { expect, test } from "vitest";
import { parseNamedStatement } from "./named-parameters.ts";

test.each([
  ["select :a, :b, :a", "select $1, $2, $1", ["a", "b"]],
  ["select :id::uuid, x::text", "select $1::uuid, x::text", ["id"]],
  ["select ':a', 'it''s :a', :b", "select ':a', 'it''s :a', $1", ["b"]],
  [String.raw`select E'\':a', 'c:\', :b`, String.raw`select E'\':a', 'c:\', $1`, ["b"]],
  ['select 1 as ":a", :b', 'select 1 as ":a", $1', ["b"]],
  ["select $$ :a $$, $x$ $$ :a $x$, :b", "select $$ :a $$, $x$ $$ :a $x$, $1", ["b"]],
  ["select 1 -- :a it's\n, :b", "select 1 -- :a it's\n, $1", ["b"]],
  ["select /* :a /* nested */ ' */ :b", "select /* :a /* nested */ ' */ $1", ["b"]],
  ["select x[1:2], :b_2", "select x[1:2], $1", ["b_2"]],
  ["select type'x', :ü", "select type'x', :ü", []],
])("%s", (sql, text, names) => {
  expect(parseNamedStatement(sql)).toMatchObject({ text, names, hasSeveralStatements: false });
});

test.each([
  ["select 1; select 2", true],
  ["select 1 ;; -- done\n /* really */ ", false],
  ["select ';', $$;$$ /* ; */", false],
  ["do $$ begin perform 1; perform 2; end $$;", false],
])("%s holds several statements: %s", (sql, several) => {
  expect(parseNamedStatement(sql).hasSeveralStatements).toBe(several);
});

test("the first word is found behind comments and brackets", () => {
  expect(parseNamedStatement("/* hello */ -- x\n (SELECT 1)").firstWord).toBe("select");
});
