import type { ReactNode } from "react";

/** Where nothing is to be seen: says why, and what the next step is. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="px-5 py-10 text-center">
      <p className="text-[0.9375rem] font-medium">{title}</p>
      {children && <div className="mx-auto mt-1.5 max-w-lg text-ink-soft">{children}</div>}
    </div>
  );
}
