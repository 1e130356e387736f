import { defineSearchParams } from "../../src/address/search-params.ts";
import { ownPath } from "../../src/sign-in/own-path.ts";

/** Where to go after signing in: a page of ours, the list where the address names none. */
export const signInParams = defineSearchParams<{ from: string }>({
  from: {
    read: (params, name) => ownPath(params.get(name)),
    write: (value, params, name) => {
      if (value === "/") params.delete(name);
      else params.set(name, value);
    },
  },
});
