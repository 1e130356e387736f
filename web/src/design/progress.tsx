import { classNames } from "./class-names.ts";

export type ProgressTone = "busy" | "done" | "idle";

const fills: Record<ProgressTone, string> = {
  busy: "fill-accent",
  done: "fill-done",
  idle: "fill-ink-faint",
};

/**
 * A bar from 0 to 1; null where it is not known how much there is. `blocked` is the share at its end that cannot go on
 * before somebody acts. Drawn as SVG: its length is an attribute, which the page's policy allows where a style is not.
 */
export function Progress({
  value,
  blocked = 0,
  label,
  tone,
  className,
}: {
  value: number | null;
  blocked?: number;
  label: string;
  tone: ProgressTone;
  className?: string;
}) {
  const share = value === null ? 0 : Math.min(1, Math.max(0, value));
  // However few they are, what is blocked is seen; what is not whole never looks whole, and what has begun is seen.
  const stuck = blocked > 0 ? Math.max(1.5, Math.min(1, blocked) * 100) : 0;
  const most = share >= 1 && stuck === 0 ? 100 : Math.min(99.4, 100 - stuck);
  const percent = share > 0 ? Math.min(most, Math.max(0.8, share * 100)) : 0;
  return (
    <svg
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.floor(share * 100)}
      className={classNames("block h-1.5 w-full overflow-hidden rounded-full bg-track", className)}
      preserveAspectRatio="none"
    >
      {value === null ? (
        <rect width="30%" height="100%" className="animate-pulse fill-line-strong" />
      ) : (
        <rect width={`${percent}%`} height="100%" className={classNames("transition-[width]", fills[tone])} />
      )}
      {stuck > 0 && <rect x={`${100 - stuck}%`} width={`${stuck}%`} height="100%" className="fill-alert" />}
    </svg>
  );
}
