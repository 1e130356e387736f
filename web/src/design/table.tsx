import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

/** The shell of a plain table; a virtual one wears the same classes on its divs. */
export const tableClasses = {
  head: "border-b border-line text-left text-[0.8125rem] font-medium text-ink-soft",
  row: "border-b border-line last:border-b-0",
  cell: "px-3 py-2 first:pl-5 last:pr-5 align-top",
};

export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table className={classNames("w-full border-collapse", className)} {...rest} />;
}

export function HeadCell({ className, ...rest }: ComponentProps<"th">) {
  return <th scope="col" className={classNames(tableClasses.cell, "font-medium", className)} {...rest} />;
}

export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return <td className={classNames(tableClasses.cell, className)} {...rest} />;
}
