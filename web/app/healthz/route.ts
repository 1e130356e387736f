import { forward } from "../../src/api/forward.ts";

export const GET = forward;
export const HEAD = forward;
