import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

type Look = "primary" | "plain" | "quiet";

const looks: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  plain: "bg-raised text-ink border-line-strong hover:border-ink-faint",
  quiet: "bg-transparent text-ink-soft border-transparent hover:bg-sunken hover:text-ink",
};

/** How a button or a link that acts like one looks. */
export function buttonClass(look: Look = "plain", className?: string): string {
  return classNames(
    "inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border px-3 py-1 font-medium leading-5 transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55",
    looks[look],
    className,
  );
}

export function Button({ look, className, type = "button", ...rest }: ComponentProps<"button"> & { look?: Look }) {
  return <button type={type} className={buttonClass(look, className)} {...rest} />;
}
