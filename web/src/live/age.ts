/** How old something is that is asked for again and again. */
export type Age = {
  /** When it was answered last, in milliseconds since 1970; 0 before it ever was. */
  updatedAt: number;
  /** It was asked for anew, and that failed. */
  isFailing: boolean;
  /** How often it is asked for, in milliseconds. */
  beatMs: number;
};

/** What of a query tells its age. */
type Asked = { dataUpdatedAt: number; isError: boolean; failureCount: number };

export function ageOf({ dataUpdatedAt, isError, failureCount }: Asked, beatMs: number): Age {
  return { updatedAt: dataUpdatedAt, isFailing: isError || failureCount > 0, beatMs };
}

/** Whether it must no longer be taken for what is now: three beats old, or asked for in vain. */
export function isOld({ updatedAt, isFailing, beatMs }: Age, now: number): boolean {
  return updatedAt > 0 && (isFailing || now - updatedAt > 3 * beatMs);
}
