// Windows hands a program no longer address than 2,083 characters; what is longer opens nothing, without a word.
const MOST_CHARACTERS = 2_000;

/**
 * The address that opens a mail of this text (subject, an empty line, the body) in the viewer's mail program. `isWhole`
 * false: the body did not fit, and asks for the text to be pasted.
 */
export function mailLink(mailText: string): { href: string; isWhole: boolean } {
  const [subject = "", ...rest] = mailText.split("\n");
  const hrefOf = (body: string) => `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  const whole = hrefOf(rest.join("\n").trim());
  return whole.length <= MOST_CHARACTERS
    ? { href: whole, isWhole: true }
    : { href: hrefOf("(The mail was copied: paste it here.)"), isWhole: false };
}
