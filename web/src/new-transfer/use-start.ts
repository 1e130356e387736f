"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { isLostAnswer, isTooSoon } from "../acts/lost-answer.ts";
import { useSingleMutation } from "../acts/use-single-mutation.ts";
import { unwrap } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import type { NewTransfer } from "../api/types.ts";

/** Starts a transfer, once for its key however often it is sent, and goes to its page. */
export function useStart() {
  const [client, router] = [useQueryClient(), useRouter()];
  const [isLost, setIsLost] = useState(false);
  const start = useSingleMutation({
    mutationFn: async ({ body, key }: { body: NewTransfer; key: string }) =>
      unwrap(await browserApi.POST("/v1/transfers", { params: { header: { "idempotency-key": key } }, body })),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["transfers"] });
      router.push(`/transfers/${id}`);
    },
    onError: (error) => setIsLost((before) => isLostAnswer(error) || (before && isTooSoon(error))),
  });
  return { ...start, isLost };
}
