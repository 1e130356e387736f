"use client";

import { useEffect, useState } from "react";

/** The value as it was when it last stayed the same for `ms`: what is only passed by is never asked for. */
export function useSettled<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
