"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { isLostAnswer } from "../acts/lost-answer.ts";
import { useSingleMutation } from "../acts/use-single-mutation.ts";
import { tellFailure } from "../api/api-failure.ts";

/**
 * A press that is done once: under one Idempotency-Key until an answer says what came of it. `told` is what is said then.
 * @param send sends it under that key, and gives the words for what came of it
 */
export function useOnce(send: (key: string) => Promise<string>) {
  const client = useQueryClient();
  const key = useRef<string | null>(null);
  const [told, setTold] = useState("");
  const sent = useSingleMutation({
    mutationFn: async () => {
      key.current ??= crypto.randomUUID();
      return await send(key.current);
    },
    onSuccess: (words) => {
      key.current = null;
      setTold(words);
      void client.invalidateQueries({ queryKey: ["recipients"] });
    },
    onError: (error) => {
      if (!isLostAnswer(error)) key.current = null;
      setTold(tellFailure(error));
    },
  });
  return { press: () => sent.mutate(), isPending: sent.isPending, told };
}
