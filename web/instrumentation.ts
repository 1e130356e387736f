import type { Instrumentation } from "next";
import { logLine } from "./src/api/log-line.ts";

/** What goes wrong while the page's server makes a page or hands a request on: one line of JSON each, as all services write. */
export const onRequestError: Instrumentation.onRequestError = (error, request, context) => {
  console.error(logLine(error, { ...request, ...context }, Date.now()));
};
