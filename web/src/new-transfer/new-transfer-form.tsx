"use client";

import { tellCount } from "@s3mirror/core/units";
import { BarredButton } from "../acts/act-button.tsx";
import { ProblemNote } from "../acts/problem-note.tsx";
import { useViewer } from "../acts/viewer.tsx";
import type { Route, Transfer } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import { Card } from "../design/card.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { useSettled } from "../transfer/use-settled.ts";
import { whyNotAllowed } from "../words/may-act.ts";
import { nameOf } from "../words/name-of.ts";
import { type Draft, isUnclear, sourceBucketOf, tellDestination, toNewTransfer } from "./draft.ts";
import { Choice, Field } from "./field.tsx";
import { Look } from "./look.tsx";
import { useDraft } from "./use-draft.ts";
import { useStart } from "./use-start.ts";

/** What is to be copied, and a look at it, before it is started. Where there is one route, nobody is asked for it. */
export function NewTransferForm({ routes, before }: { routes: Route[]; before: Transfer | undefined }) {
  const { draft, change, keyOf } = useDraft(before);
  const start = useStart();
  const notAllowed = whyNotAllowed(useViewer().role, "submit");
  const isFixed = start.isPending || start.isLost || start.isSuccess;
  const route = routes.find(({ id }) => id === draft.route) ?? (routes.length === 1 ? routes[0] : undefined);
  if (routes.length === 0) {
    return (
      <Card>
        <EmptyState title="There is no way open">
          Files are copied only on routes that are on. Ask an administrator to make one or to switch one on.
        </EmptyState>
      </Card>
    );
  }
  const why = notAllowed ?? (route === undefined ? "Choose a route first." : whyNotReady(draft, route));
  return (
    <Card className="p-5">
      <form
        className="grid grid-cols-1 gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (why !== null || route === undefined) return;
          start.mutate({ body: toNewTransfer(draft, route), key: keyOf() });
        }}
      >
        {before !== undefined && <After before={before} />}
        {routes.length > 1 && (
          <Choice
            label="Route"
            value={route?.id ?? ""}
            disabled={isFixed}
            options={[
              ...(route === undefined ? [{ value: "", label: "Choose one" }] : []),
              ...routes.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(id) => change({ route: id, ...firstPrefix(draft, routes, id) })}
          />
        )}
        {route !== undefined && (
          <What draft={draft} route={route} change={change} isFixed={isFixed} mayLook={notAllowed === null} />
        )}
        <Field
          label="Name"
          hint="What people call it."
          value={draft.name}
          maxLength={200}
          readOnly={isFixed}
          onChange={({ target }) => change({ name: target.value })}
        />
        <Field
          label="Reference"
          hint="Your own number for it, if there is one."
          value={draft.reference}
          maxLength={200}
          readOnly={isFixed}
          onChange={({ target }) => change({ reference: target.value })}
        />
        <details open={draft.overwrite !== "never" || draft.tags !== "best_effort"}>
          <summary className="w-fit font-medium text-accent">What if something is there already, and tags</summary>
          <div className="mt-3 grid grid-cols-1 gap-4">
            <Choice
              label="Where another object stands at the destination"
              value={draft.overwrite}
              disabled={isFixed}
              options={overwriting}
              onChange={(overwrite) => change({ overwrite: overwrite as Draft["overwrite"] })}
            />
            <Choice
              label="The objects’ tags"
              value={draft.tags}
              disabled={isFixed}
              options={tagging}
              onChange={(tags) => change({ tags: tags as Draft["tags"] })}
            />
          </div>
        </details>
        <ProblemNote error={start.error} isLost={start.isLost} />
        <div className="flex flex-wrap items-center justify-end gap-3">
          {why !== null && <span className="text-[0.8125rem] text-ink-soft">{why}</span>}
          <BarredButton type="submit" why={why} look="primary" className="min-h-11 px-5 sm:min-h-9">
            {start.isPending || start.isSuccess ? "Starting" : start.isLost ? "Send it again" : "Start"}
          </BarredButton>
        </div>
      </form>
    </Card>
  );
}

const overwriting = [
  { value: "never", label: "Leave it: the file then needs attention" },
  { value: "if_different", label: "Replace it where it differs" },
  { value: "always", label: "Replace it always" },
];
const tagging = [
  { value: "best_effort", label: "Copy them where they may be read" },
  { value: "required", label: "Copy them, or the file needs attention" },
  { value: "skip", label: "Leave them out" },
];

type Changing = { draft: Draft; route: Route; change: (changed: Partial<Draft>) => void; isFixed: boolean };

/** From where to where, and what lies there now. */
function What({ draft, route, change, isFixed, mayLook }: Changing & { mayLook: boolean }) {
  const { source, destination } = route;
  const asked = useSettled(`${sourceBucketOf(draft, route)}/${draft.prefix}`, 400);
  const [bucket = ""] = asked.split("/", 1);
  const prefix = asked.slice(bucket.length + 1);
  const goesTo = tellDestination(draft, route);
  return (
    <>
      {source.bucket === "*" && (
        <Field
          label="Bucket"
          value={draft.bucket}
          required
          maxLength={63}
          readOnly={isFixed}
          onChange={({ target }) => change({ bucket: target.value })}
        />
      )}
      <Field
        label={draft.only === "object" ? "The one object" : "Everything below"}
        hint={
          <>
            {source.bucket !== "*" && (
              <>
                In the bucket <ObjectKey value={source.bucket} />
              </>
            )}
            {source.prefix !== "" && (
              <>
                , below <ObjectKey value={source.prefix} />
              </>
            )}
          </>
        }
        placeholder={source.prefix === "" ? "runs/2026-12/" : source.prefix}
        value={draft.prefix}
        maxLength={1_024}
        readOnly={isFixed}
        onChange={({ target }) => change({ prefix: target.value, only: "folder" })}
      >
        {isUnclear(draft, route) && (
          <div role="alert" className="rounded-md border border-line-strong bg-warn-soft px-3 py-2 text-warn">
            <p>It does not end with a slash: say which of both is meant.</p>
            <div className="mt-2 flex flex-wrap gap-2">
              <Button disabled={isFixed} onClick={() => change({ prefix: `${draft.prefix}/` })}>
                All below <ObjectKey value={`${draft.prefix}/`} />
              </Button>
              <Button disabled={isFixed} onClick={() => change({ only: "object" })}>
                Only the object <ObjectKey value={draft.prefix} />
              </Button>
            </div>
          </div>
        )}
        {goesTo !== null && (
          <p className="text-[0.8125rem] text-ink-soft [overflow-wrap:anywhere]">
            It goes to <ObjectKey value={goesTo} />
          </p>
        )}
      </Field>
      {mayLook && bucket !== "" && (
        <Look routeId={route.id} bucket={source.bucket === "*" ? bucket : null} prefix={prefix} />
      )}
      {destination.bucket === "*" && (
        <>
          <Field
            label="Into the bucket"
            value={draft.toBucket}
            required
            maxLength={63}
            readOnly={isFixed}
            onChange={({ target }) => change({ toBucket: target.value })}
          />
          <Field
            label="Below the prefix"
            hint="Put before every name, less what stands above; it ends with a slash, or is empty."
            value={draft.toPrefix}
            maxLength={1_024}
            readOnly={isFixed}
            onChange={({ target }) => change({ toPrefix: target.value })}
          />
        </>
      )}
    </>
  );
}

/** The transfer that this one is made after: how much it had. */
function After({ before }: { before: Transfer }) {
  return (
    <p className="text-ink-soft">
      Made after <bdi className="font-medium text-ink">{nameOf(before)}</bdi>
      {before.counts.total !== null && `, which had ${tellCount(before.counts.total, "file")}`}. Compare with what is
      there now.
    </p>
  );
}

function whyNotReady(draft: Draft, route: Route): string | null {
  if (sourceBucketOf(draft, route) === "") return "Name the bucket first.";
  if (!draft.prefix.startsWith(route.source.prefix)) return `It must begin with ${route.source.prefix}`;
  if (isUnclear(draft, route)) return "Say first whether a folder or one object is meant.";
  if (route.destination.bucket === "*" && draft.toBucket.trim() === "") return "Name the bucket that it goes into.";
  return null;
}

/** Another route begins elsewhere; what was typed by hand stays. */
function firstPrefix({ prefix }: Draft, routes: Route[], id: string): Partial<Draft> {
  const isTyped = prefix !== "" && !routes.some(({ source }) => source.prefix === prefix);
  return isTyped ? {} : { prefix: routes.find((route) => route.id === id)?.source.prefix ?? "" };
}
