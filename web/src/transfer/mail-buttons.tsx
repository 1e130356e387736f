"use client";

import { buttonClass } from "../design/button.tsx";
import { CopyButton, copy } from "../design/copy-button.tsx";
import { mailLink } from "../words/mail-link.ts";

/**
 * The mail that asks who must act, ready to be sent. What a mail program does not take whole is copied, to be pasted there.
 * `to`: whom it is for, where that is known. `isMain`: there is nothing else that the reader could do.
 */
export function MailButtons({ mailText, to, isMain }: { mailText: string; to: string | null; isMain: boolean }) {
  const { href, isWhole } = mailLink(mailText, to);
  return (
    <>
      <a
        href={href}
        onClick={isWhole ? undefined : () => void copy(mailText, "The mail is")}
        className={buttonClass(isMain ? "primary" : "plain")}
      >
        {to === null ? "Write mail" : "Write mail to"} {to !== null && <bdi>{to}</bdi>}
      </a>
      <CopyButton text={mailText} what="The mail is">
        Copy mail
      </CopyButton>
    </>
  );
}
