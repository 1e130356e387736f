"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { tellFailure, unwrap } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import type { Cause } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import { announce } from "../design/live-region.tsx";
import { tellRedrive } from "../words/tell-redrive.ts";

/**
 * Tries a cause's files again. S3 is asked first, so pressing it too early costs nothing and says so. The same press
 * sent twice (a lost answer) has one effect: it carries one Idempotency-Key until it was answered.
 */
export function TryAgain({ transferId, cause }: { transferId: string; cause: Cause }) {
  const client = useQueryClient();
  const key = useRef<string | null>(null);
  const [told, setTold] = useState("");
  const redrive = useMutation({
    mutationFn: async () => {
      key.current ??= crypto.randomUUID();
      const answer = await browserApi.POST("/v1/transfers/{id}/redrive", {
        params: { path: { id: transferId }, header: { "idempotency-key": key.current } },
        body: { causeId: cause.id, reason: "Try again was pressed on the page" },
      });
      key.current = null;
      return unwrap(answer);
    },
    onSuccess: async (answer) => {
      // Where all of them move, the card goes, and with it what stands on it.
      if (answer.stillFailing + answer.pending === 0) announce(tellRedrive(answer));
      else setTold(tellRedrive(answer));
      await client.invalidateQueries({ queryKey: ["transfer", transferId] });
    },
    onError: (error) => setTold(tellFailure(error)),
  });
  return (
    <>
      <Button look="primary" disabled={redrive.isPending} onClick={() => redrive.mutate()}>
        {redrive.isPending ? "Asking Amazon" : `Try again (${cause.files.toLocaleString("en")})`}
      </Button>
      <p role="status" className={told === "" ? "sr-only" : "order-last basis-full text-ink-soft"}>
        {told}
      </p>
    </>
  );
}
