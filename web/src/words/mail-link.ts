// Windows hands a program no longer address than 2,083 characters; what is longer opens nothing, without a word.
const MOST_CHARACTERS = 2_000;

/**
 * The address that opens a mail of this text (subject, an empty line, the body) in the viewer's mail program. `isWhole`
 * false: the body did not fit, and asks for the text to be pasted.
 * @param to whom it is for, where that is known
 */
export function mailLink(mailText: string, to: string | null): { href: string; isWhole: boolean } {
  const [subject = "", ...rest] = mailText.split("\n");
  // RFC 6068: the address is encoded but for its @, so that one with a ? or & in it adds nothing to the mail.
  const address = encodeURIComponent(to ?? "").replaceAll("%40", "@");
  const hrefOf = (body: string) =>
    `mailto:${address}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  const whole = hrefOf(rest.join("\n").trim());
  return whole.length <= MOST_CHARACTERS
    ? { href: whole, isWhole: true }
    : { href: hrefOf("(The mail was copied: paste it here.)"), isWhole: false };
}
