"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { fieldClass } from "../design/search-field.tsx";

/** A labelled field; what is under it explains it. */
export function Field({
  label,
  hint,
  children,
  ...rest
}: ComponentProps<"input"> & { label: string; hint?: ReactNode; children?: ReactNode }) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-ink-soft [overflow-wrap:anywhere]">
          {hint}
        </p>
      )}
      <input
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        autoComplete="off"
        spellCheck={false}
        className={`${fieldClass} min-h-11 w-full sm:min-h-9`}
        {...rest}
      />
      {children}
    </div>
  );
}

/** The same for one of several. */
export function Choice({
  label,
  value,
  options,
  onChange,
  disabled,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  disabled: boolean;
}) {
  const id = useId();
  return (
    <div className="grid grid-cols-1 gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
        className={`${fieldClass} min-h-11 w-full min-w-0 sm:min-h-9`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
