import { forward } from "../../../src/api/forward.ts";

export const GET = forward;
export const HEAD = forward;
export const OPTIONS = forward;
export const POST = forward;
export const PUT = forward;
export const PATCH = forward;
export const DELETE = forward;
