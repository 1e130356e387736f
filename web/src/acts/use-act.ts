"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiFailure, tellFailure } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import { announce } from "../design/live-region.tsx";
import { tellOutcome } from "../words/tell-receipt.ts";
import type { Act } from "./act.ts";
import { isLostAnswer, isTooSoon } from "./lost-answer.ts";
import { performAct } from "./perform-act.ts";
import { useSingleMutation } from "./use-single-mutation.ts";

type Decided = { act: Act; reason: string };

/**
 * Does one act, under one Idempotency-Key however often it is sent. Whoever closed the dialog meanwhile hears of its end.
 * `isLost`: an answer was lost, and none came since that says what happened. `onChanged`: what the act is about was changed
 * by somebody else, and is so now.
 */
export function useAct(onChanged: (act: Act) => void = () => undefined) {
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const [isLost, setIsLost] = useState(false);
  const isShown = useIsShown();
  const sent = useSingleMutation({
    mutationFn: ({ act, reason }: Decided) => performAct(browserApi, act, { reason, key }),
    onSuccess: (outcome, { act }) => {
      setIsLost(false);
      if (!isShown.current) announce(tellOutcome(act.name, outcome));
      void client.invalidateQueries();
    },
    onError: async (error, { act }) => {
      setIsLost((before) => isLostAnswer(error) || (before && isTooSoon(error)));
      if (!isShown.current) announce(tellFailure(error));
      if (error instanceof ApiFailure && error.status === 412 && "route" in act) {
        const path = { id: act.route.id };
        const { data: route } = await browserApi
          .GET("/v1/routes/{id}", { params: { path } })
          .catch(() => ({ data: null }));
        if (route) onChanged({ ...act, route });
      }
    },
  });
  return { ...sent, isLost };
}

function useIsShown() {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return isShown;
}
