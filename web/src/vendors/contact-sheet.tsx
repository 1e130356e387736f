"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isLostAnswer } from "../acts/lost-answer.ts";
import { ProblemNote } from "../acts/problem-note.tsx";
import { ReasonField } from "../acts/reason-field.tsx";
import { Sheet } from "../acts/sheet.tsx";
import { useSingleMutation } from "../acts/use-single-mutation.ts";
import { ApiFailure, unwrap } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import type { Vendor } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import { announce } from "../design/live-region.tsx";
import { Field } from "../new-transfer/field.tsx";

const nobody = { name: "", email: "", phone: "" };

/**
 * Whom mails to a laboratory are for, changed by an administrator. It changes what was seen: where somebody else was
 * quicker, their change is shown first.
 */
export function ContactSheet({ vendor: opened, onClose }: { vendor: Vendor; onClose: () => void }) {
  const client = useQueryClient();
  const [vendor, setVendor] = useState(opened);
  const [typed, setTyped] = useState({ ...nobody, ...vendor.contact, phone: vendor.contact?.phone ?? "" });
  const [reason, setReason] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const isGone = [typed.name, typed.email, typed.phone].every((text) => text.trim() === "");
  const saved = useSingleMutation({
    mutationFn: async () => {
      const params = {
        path: { id: vendor.id },
        header: { "idempotency-key": key, "if-match": `"${vendor.revision}"` },
      };
      const [name, email, phone] = [typed.name.trim(), typed.email.trim(), typed.phone.trim()];
      const contact = isGone ? null : { name, email, ...(phone !== "" && { phone }) };
      const body = { contact, ...(reason.trim() !== "" && { reason: reason.trim() }) };
      return unwrap(await browserApi.PATCH("/v1/vendors/{id}", { params, body }));
    },
    onSuccess: ({ name }) => {
      void client.invalidateQueries();
      announce(`The contact of ${name} is changed.`);
      onClose();
    },
    onError: async (error) => {
      if (!(error instanceof ApiFailure) || error.status !== 412) return;
      const params = { path: { id: vendor.id } };
      const { data: now } = await browserApi.GET("/v1/vendors/{id}", { params }).catch(() => ({ data: null }));
      if (now) setVendor(now);
    },
  });
  const isLost = saved.error !== null && isLostAnswer(saved.error);
  const isFixed = saved.isPending || isLost;
  const change = (changed: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...changed }));
  return (
    <Sheet title={`Contact of ${vendor.name}`} isHeld={saved.isPending} onClose={onClose}>
      <form
        className="mt-3 grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          saved.mutate();
        }}
      >
        <Field
          label="Name"
          required={!isGone}
          maxLength={200}
          value={typed.name}
          readOnly={isFixed}
          onChange={({ target }) => change({ name: target.value })}
        />
        <Field
          label="Mail address"
          type="email"
          required={!isGone}
          maxLength={254}
          value={typed.email}
          readOnly={isFixed}
          onChange={({ target }) => change({ email: target.value })}
        />
        <Field
          label="Phone"
          type="tel"
          maxLength={50}
          value={typed.phone}
          readOnly={isFixed}
          onChange={({ target }) => change({ phone: target.value })}
        />
        <ReasonField value={reason} isRequired={false} isFixed={isFixed} onChange={setReason} />
        <ProblemNote error={saved.error} isLost={isLost} />
        {vendor.revision !== opened.revision && (
          <p>
            It is now{" "}
            <bdi className="font-medium">
              {vendor.contact === null ? "nobody" : `${vendor.contact.name}, ${vendor.contact.email}`}
            </bdi>
            . Save again to put yours in its place.
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2 max-sm:*:min-h-11 max-sm:*:grow">
          <Button onClick={onClose} disabled={saved.isPending}>
            Leave it
          </Button>
          <Button type="submit" look="primary" disabled={saved.isPending}>
            {saved.isPending ? "One moment" : isLost ? "Send it again" : "Save"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
