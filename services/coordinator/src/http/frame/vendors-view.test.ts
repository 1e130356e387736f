import { expect, test } from "vitest";
import { vendorsView } from "./vendors-view.ts";

const own = new Set(["the laboratory's system"]);
const view = (value: unknown) => vendorsView(value, own);

test("names and reasons of our people are left out, the vendor's own stay", () => {
  expect(
    view({ type: "transfer.paused", by: "Ann", reason: "the study stopped", detail: { pausedBy: "user" } }),
  ).toEqual({
    type: "transfer.paused",
    by: null,
    reason: null,
    detail: { pausedBy: "user" },
  });
  const ours = { type: "transfer.withdrawn", by: "the laboratory's system", reason: "wrong flow cell" };
  expect(view(ours)).toEqual(ours);
  expect(view({ pause: { by: "user", who: "Ann", reason: "a secret", since: "now" } })).toEqual({
    pause: { by: "user", who: null, reason: null, since: "now" },
  });
  expect(view({ createdBy: "Ann" })).toEqual({ createdBy: "the company" });
  expect(view({ createdBy: "the laboratory's system" })).toEqual({ createdBy: "the laboratory's system" });
  expect(view([{ withdrawnBy: "Ann" }, { withdrawnBy: null }])).toEqual([{ withdrawnBy: null }, { withdrawnBy: null }]);
});

test("a reason of ours is left out however deep it lies, and nobody's trouble is told as it is", () => {
  expect(view({ by: "Ann", detail: { more: [{ reason: "a secret" }] } })).toEqual({
    by: null,
    detail: { more: [{ reason: null }] },
  });
  const trouble = { actionBy: "nobody", message: "Amazon asked us to slow down." };
  expect(view(trouble)).toEqual(trouble);
});

test("what the system says by itself keeps its reason", () => {
  expect(view({ type: "handover", detail: { reason: "crashed" } })).toEqual({
    type: "handover",
    detail: { reason: "crashed" },
  });
});

test("what somebody else must do tells nothing of our side", () => {
  const cause = {
    actionBy: "cloud_team",
    title: "Writing is not allowed",
    message: "arn:aws:iam::111111111111:role/x may not write to ours",
    remedy: "Add a statement",
    policyStatement: { Principal: "us" },
    mailText: "To our cloud team",
    mailTo: "ann@example.org",
    files: 3,
  };
  expect(view(cause)).toEqual({
    actionBy: "cloud_team",
    title: "The company has to act",
    message: "Something on the company's side hinders these files.",
    remedy: "Nothing is to be done by you; the company sees it, too.",
    mailTo: null,
    files: 3,
  });
  const theirs = { actionBy: "vendor", title: "Reading is not allowed", policyStatement: { Sid: "x" }, mailText: "y" };
  expect(view(theirs)).toEqual(theirs);
  expect(view({ actionBy: ["operator"], files: 1 })).toEqual({ actionBy: ["operator"], files: 1 });
});

test("a route tells where the data goes, and not in whose account that is", () => {
  const place = (accountId: string | null) => ({ bucket: "ours", prefix: "in/", accountId });
  expect(view({ source: place("222222222222"), destination: place("111111111111") })).toEqual({
    source: place("222222222222"),
    destination: place(null),
  });
});

test("S3's own words, whom a route meets and others' transfers are left out", () => {
  expect(
    view({ technical: { message: "User: arn:aws:sts::1:assumed-role/x" }, lastChange: { by: "Ann" }, number: 1 }),
  ).toEqual({
    technical: null,
    lastChange: null,
    number: 1,
  });
  expect(view({ detail: { byTransfer: "tr_x", files: 2 } })).toEqual({ detail: { files: 2 } });
});
