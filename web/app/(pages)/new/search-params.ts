import { choice, defineSearchParams, optional, type Param } from "../../../src/address/search-params.ts";
import type { Draft } from "../../../src/new-transfer/draft.ts";

/** A text as it stands: a blank at the end of a prefix means something. */
function exact(most: number): Param<string> {
  return {
    read: (params, name) => (params.get(name) ?? "").slice(0, most),
    write: (value, params, name) => {
      if (value === "") params.delete(name);
      else params.set(name, value);
    },
  };
}

/** The draft of a transfer stands in the address: it survives a reload, and can be sent to a colleague. */
export const draftParams = defineSearchParams<Draft>({
  route: optional,
  bucket: exact(63),
  prefix: exact(1_024),
  only: choice(["folder", "object"]),
  toBucket: exact(63),
  toPrefix: exact(1_024),
  name: exact(200),
  reference: exact(200),
  overwrite: choice(["never", "if_different", "always"]),
  tags: choice(["best_effort", "required", "skip"]),
  again: optional,
  key: optional,
});
