import { expect, test } from "vitest";
import { mailLink } from "./mail-link.ts";

test("a short mail is opened as it is", () => {
  expect(mailLink("Run 7: 1 file\n\nDear Northlab,\nplease & thank you.\n")).toEqual({
    href: "mailto:?subject=Run%207%3A%201%20file&body=Dear%20Northlab%2C%0Aplease%20%26%20thank%20you.",
    isWhole: true,
  });
});

test("one that is too long for a mail program's address is pasted", () => {
  const { href, isWhole } = mailLink(`Run 7: 1 file\n\n${"statement ".repeat(300)}`);
  expect(href).toBe("mailto:?subject=Run%207%3A%201%20file&body=(The%20mail%20was%20copied%3A%20paste%20it%20here.)");
  expect(isWhole).toBe(false);
});
