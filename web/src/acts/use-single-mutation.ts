"use client";

import { type MutateOptions, type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useRef } from "react";

/**
 * A change that is on its way once at a time: what is pressed again meanwhile, before the page could say so, is not sent.
 * A browser that calls itself offline tries all the same.
 */
export function useSingleMutation<Data, Input = void>(options: UseMutationOptions<Data, Error, Input>) {
  const isBusy = useRef(false);
  const mutation = useMutation({
    networkMode: "always",
    ...options,
    onSettled: () => {
      isBusy.current = false;
    },
  });
  return {
    ...mutation,
    mutate: (input: Input, more?: MutateOptions<Data, Error, Input>) => {
      if (isBusy.current) return;
      isBusy.current = true;
      mutation.mutate(input, more);
    },
  };
}
