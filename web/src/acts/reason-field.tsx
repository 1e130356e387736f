"use client";

import { useId, useState } from "react";
import { fieldClass } from "../design/search-field.tsx";
import { readReasons } from "./reasons.ts";
import { useViewer } from "./viewer.tsx";

/** Why somebody decides so; the reasons they gave last are one press away. */
export function ReasonField({
  value,
  isRequired,
  isFixed,
  onChange,
}: {
  value: string;
  isRequired: boolean;
  /** It was sent, and is not to be changed. */
  isFixed: boolean;
  onChange: (reason: string) => void;
}) {
  const id = useId();
  const viewer = useViewer();
  const [recent] = useState(() => readReasons(localStorage, viewer.id));
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        Reason{!isRequired && <span className="font-normal text-ink-soft"> (if there is one to give)</span>}
      </label>
      <input
        id={id}
        value={value}
        required={isRequired}
        readOnly={isFixed}
        maxLength={1_000}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className={`${fieldClass} min-h-11 w-full sm:min-h-9`}
      />
      {recent.length > 0 && !isFixed && (
        <ul aria-label="Reasons you gave before" className="flex flex-wrap gap-1.5">
          {recent.map((reason) => (
            <li key={reason} className="min-w-0 max-w-full">
              <button
                type="button"
                onClick={() => onChange(reason)}
                className="block max-w-full min-h-11 truncate rounded-full bg-sunken px-3 text-[0.8125rem] text-ink-soft hover:text-ink sm:min-h-8"
              >
                {reason}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
