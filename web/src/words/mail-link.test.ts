import { expect, test } from "vitest";
import { mailLink } from "./mail-link.ts";

test("a short mail is opened as it is", () => {
  expect(mailLink("Run 7: 1 file\n\nDear Northlab,\nplease & thank you.\n", null)).toEqual({
    href: "mailto:?subject=Run%207%3A%201%20file&body=Dear%20Northlab%2C%0Aplease%20%26%20thank%20you.",
    isWhole: true,
  });
});

test("one that is too long for a mail program's address is pasted", () => {
  const { href, isWhole } = mailLink(`Run 7: 1 file\n\n${"statement ".repeat(300)}`, null);
  expect(href).toBe("mailto:?subject=Run%207%3A%201%20file&body=(The%20mail%20was%20copied%3A%20paste%20it%20here.)");
  expect(isWhole).toBe(false);
});

test("a mail is for whom it is written to, and an address can add nothing else to it", () => {
  expect(mailLink("Run 7\n\nDear Ann", "ann+data@northlab.example").href).toBe(
    "mailto:ann%2Bdata@northlab.example?subject=Run%207&body=Dear%20Ann",
  );
  expect(mailLink("Run 7\n\nDear Ann", "ann?bcc=eve&x@northlab.example").href).toBe(
    "mailto:ann%3Fbcc%3Deve%26x@northlab.example?subject=Run%207&body=Dear%20Ann",
  );
});
