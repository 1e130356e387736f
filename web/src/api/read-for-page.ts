import { type FetchQueryOptions, QueryClient, type QueryKey } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ApiFailure } from "./api-failure.ts";
import { sendToSignIn } from "./server-api.ts";
import { asSilence } from "./silent-digest.ts";

/** A page is not kept waiting longer for what it can be shown without. */
const QUICK_MS = 3_000;

/** What has been read for the page that is being made: it goes with the page, whose scripts keep it fresh from there. */
export const known = cache(() => new QueryClient());

/**
 * Reads what there is no page without; once a page, however often it is asked for.
 * @throws what Next takes for "not found" or "sign in" for what is not there or not theirs, an error for the rest
 */
export async function readNeeded<Data, Key extends QueryKey>(
  query: FetchQueryOptions<Data, Error, Data, Key>,
): Promise<Data> {
  try {
    return await known().fetchQuery({ ...query, staleTime: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 401) return await sendToSignIn();
    if (error instanceof ApiFailure && error.status === 404) notFound();
    throw asSilence(error);
  }
}

/** Reads what a page shows beside; where that fails or lasts, its card says so, and asks again by itself. */
export async function readIfQuick<Data, Key extends QueryKey>(
  query: FetchQueryOptions<Data, Error, Data, Key>,
): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, QUICK_MS));
  await Promise.race([known().prefetchQuery(query), patience]);
}
