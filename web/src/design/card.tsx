import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A sheet that holds one matter. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={classNames("rounded-xl border border-line bg-surface", className)} {...rest} />;
}

/** A card's heading, with what belongs to it on the right. `id` names the card by `aria-labelledby`. */
export function CardHead({ id, title, children }: { id: string; title: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-5 pt-4 pb-3">
      <h2 id={id} className="text-[0.9375rem] font-semibold">
        {title}
      </h2>
      {children}
    </div>
  );
}
