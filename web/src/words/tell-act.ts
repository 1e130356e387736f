import { tellBytes, tellCount } from "@s3mirror/core/units";
import { type Act, type ActName, type ChosenFiles, countChosen } from "../acts/act.ts";
import type { InFlight } from "../api/types.ts";
import { actLabels } from "./act-labels.ts";
import { filesDone } from "./files-done.ts";
import { nameOf } from "./name-of.ts";

/** What is said before somebody decides: nothing of it is said where it is not known. */
export type ActWords = {
  title: string;
  /** What it is about: a transfer's or a route's name. */
  about: string | null;
  /** What happens by it, and what stays as it is. */
  stops: string;
  stays: string;
  told: string;
  /** The button that does it. */
  confirm: string;
};

/**
 * What an act would do, in words for who decides it.
 * @param inFlight what copiers have in hand; null while that is not known
 */
export function tellAct(act: Act, inFlight: InFlight | null): ActWords {
  return { title: titles[act.name], about: tellAbout(act), ...tellEffect(act, inFlight), confirm: confirms[act.name] };
}

/** Whether the API takes the act only with a reason. */
export function needsReason(name: ActName): boolean {
  return name === "waive" || name === "route_off" || name === "route_on";
}

const titles: Record<ActName, string> = {
  pause: "Pause this transfer?",
  resume: "Let this transfer go on?",
  cancel: "End this transfer?",
  try_again: "Try these files again?",
  waive: "Go without these files?",
  brake: "Pause everything?",
  release: "Release the brake?",
  route_off: "Switch this route off?",
  route_on: "Switch this route on?",
};

const confirms: Record<ActName, string> = {
  ...actLabels,
  pause: "Pause",
  cancel: "End transfer",
};

const ledgerOnly = "It stands in the audit log";
const onPage = `Nobody gets a mail. ${ledgerOnly} and on the transfer’s page, with your name and your reason.`;
const byMail = `Whoever receives alerts gets a mail. ${ledgerOnly} and on the transfer’s page, with your name and your reason.`;

function tellAbout(act: Act): string | null {
  if ("transfer" in act) return nameOf(act.transfer);
  return "route" in act ? act.route.name : null;
}

function tellEffect(act: Act, inFlight: InFlight | null): Pick<ActWords, "stops" | "stays" | "told"> {
  switch (act.name) {
    case "pause":
      return {
        stops: `No further file is begun. ${tellPutDown(inFlight)}`.trim(),
        stays: tellKept(inFlight, filesDone(act.transfer)),
        told: onPage,
      };
    case "resume":
      return {
        stops: "Nothing stops. Every file that waits is sent to a copier again.",
        stays: "What is here stays, and files that were begun go on with the parts they have.",
        told: onPage,
      };
    case "cancel":
      return {
        stops:
          `Every file that waits is given up, and so is what was begun of the others. ${tellLast(inFlight)}`.trim(),
        stays: `${tellHere(filesDone(act.transfer))} The files that were given up can be tried again later.`.trim(),
        told: byMail,
      };
    case "try_again":
      return {
        stops: `Amazon is asked for ${tellChosen(act.files)} first: only what it gives now is copied.`,
        stays: "What is still refused stays as it is, and nothing is lost by asking too early.",
        told: onPage,
      };
    case "waive":
      return {
        stops: `S3Mirror no longer waits for ${tellChosen(act.files)}: the transfer can be complete without them.`,
        stays: "They are not copied, but can be tried again one by one. What is here stays.",
        told: `${onPage} Where nothing else is waited for, whoever receives alerts is told that it is complete.`,
      };
    case "brake":
      return {
        stops: `No copier begins anything more within about 10 s, of any transfer. ${tellPutDown(inFlight)}`.trim(),
        stays: tellKept(inFlight, null),
        told: `Nobody gets a mail. ${ledgerOnly}, and every page says who did it and why.`,
      };
    case "release":
      return {
        stops: "Nothing stops. Every transfer that runs goes on where it was; paused ones stay paused.",
        stays: "What is here stays, and files that were begun go on with the parts they have.",
        told: `Nobody gets a mail. ${ledgerOnly}, with your name.`,
      };
    case "route_off":
      return {
        stops: "Its transfers pause within about 10 s, and no new one is accepted.",
        stays: "Nothing is lost: files that were begun keep their parts and go on once it is switched on again.",
        told: `Nobody gets a mail. ${ledgerOnly} and beside the route, with your name and your reason.`,
      };
    case "route_on":
      return {
        stops: "Nothing stops. What was paused because the route was off goes on by itself.",
        stays: "Transfers that a person paused stay paused.",
        told: `Nobody gets a mail. ${ledgerOnly} and beside the route, with your name and your reason.`,
      };
  }
}

function tellChosen(files: ChosenFiles): string {
  const count = countChosen(files);
  return count === null ? "every file that could not be copied" : tellCount(count, "file");
}

function tellPutDown(inFlight: InFlight | null): string {
  if (inFlight === null || inFlight.files === 0) return "";
  return inFlight.files === 1
    ? "1 file is in a copier’s hands: it is put down within about 10 s, or finishes before."
    : `${tellCount(inFlight.files, "file")} are in copiers’ hands: they are put down within about 10 s, or finish before.`;
}

function tellLast(inFlight: InFlight | null): string {
  if (inFlight === null || inFlight.files === 0) return "";
  return inFlight.files === 1
    ? "1 file is in a copier’s hands: if it is nearly done, it may still arrive."
    : `${tellCount(inFlight.files, "file")} are in copiers’ hands: those that are nearly done may still arrive.`;
}

function tellKept(inFlight: InFlight | null, done: number | null): string {
  const parts =
    inFlight !== null && inFlight.partsKept > 0
      ? `${tellCount(inFlight.partsKept, "part")} (${tellBytes(inFlight.bytesKept)}) of what is under way ${inFlight.partsKept === 1 ? "is" : "are"} kept and not copied again.`
      : "Nothing is lost: parts that were copied are kept.";
  return done === null ? parts : `${tellHere(done)} ${parts}`.trim();
}

function tellHere(done: number): string {
  if (done === 0) return "";
  return done === 1 ? "1 file is here and stays." : `${tellCount(done, "file")} are here and stay.`;
}
