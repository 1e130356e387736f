import { didNotHold, held, notAsked, type Probe } from "../probe.ts";

/** Looks at the upload that `lost-copier` saw in flight. */
export const byTheRole: Probe = {
  name: "by-the-role",
  claim:
    "The stage copies as its transfer role: S3 names it as who began the upload, as the clean-up of uploads relies on",
  uses: () => ({}),
  async run({ notes, deployed }) {
    if (notes.initiator === undefined) return notAsked("no upload of the stage was seen in flight");
    const session = `${deployed.transferRole.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/`;
    return notes.initiator.startsWith(session)
      ? held(notes.initiator)
      : didNotHold(`${notes.initiator}, not ${session}…`);
  },
};
