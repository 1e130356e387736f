/** Text to be copied as it stands; long lines scroll inside. `label` names it for those who do not see it. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
      tabIndex={0}
      aria-label={label}
      className="mt-2 max-h-80 overflow-auto rounded-md bg-sunken px-3 py-2 text-left text-ink"
    >
      <pre className="text-[0.8125rem] leading-5">
        <code>{children}</code>
      </pre>
    </section>
  );
}
