import { tellBytes } from "@s3mirror/core/units";

/** A size in decimal units, with the exact bytes as its title; a dash where it is not known. */
export function Bytes({ value }: { value: number | null }) {
  if (value === null) return <span title="Not known">–</span>;
  return <span title={`${value.toLocaleString("en")} bytes`}>{tellBytes(value)}</span>;
}
