import type { CauseRecord } from "@s3mirror/core/store/causes/causes";
import { describe, expect, it } from "vitest";
import { viewCause } from "./cause-view.ts";

const principal = "arn:aws:iam::111122223333:role/s3mirror-test-transfer";
const denied: CauseRecord = {
  id: "ca_1",
  transferId: "tr_1",
  kind: "source_permission",
  actionBy: "vendor",
  side: "source",
  action: "s3:GetObject",
  code: "AccessDenied",
  state: "open",
  files: 2,
  bytes: 200,
  firstSeenAt: "2026-11-24T12:00:00.000Z",
  lastProbeAt: null,
  neverSeen: false,
  samples: 1,
  firstKeys: ["run/K7_S1_L001_R1_001.fastq.gz", "run/K7_S1_L001_R2_001.fastq.gz"],
  sourceBucket: "lab",
  sourcePrefix: "run/",
  destinationBucket: "ours",
  destinationPrefix: "in/",
  vendorName: "The laboratory",
  vendorEmail: null,
  transferName: null,
  reference: "PO-7",
};

describe("viewCause", () => {
  it("gives the vendor the statement to paste, for these keys and no others, in a mail ready to send", () => {
    const view = viewCause(denied, principal);
    expect(view).toMatchObject({ actionBy: "vendor", files: 2, samples: 1 });
    expect(view.policyStatement).toMatchObject({
      Principal: { AWS: principal },
      Resource: denied.firstKeys.map((key) => `arn:aws:s3:::lab/${key}`),
    });
    expect(view.remedy).toContain(principal);
    expect(view.mailText).toContain("PO-7");
    expect(view.mailText).toContain('"S3MirrorRead"');
  });

  it("allows the whole prefix where the keys it knows are not all, and says in the mail how to get all", () => {
    const firstKeys = Array.from({ length: 21 }, (_, n) => `run/${n}.fastq.gz`);
    const view = viewCause({ ...denied, files: 250, firstKeys, samples: null }, principal);
    expect(view).toMatchObject({ files: 250, samples: null });
    expect(view.message).toContain("does not let us read 250 files in the bucket lab");
    expect(view.policyStatement).toMatchObject({ Resource: "arn:aws:s3:::lab/run/*" });
    expect(view.mailText).toContain(
      "  run/9.fastq.gz\n  and 240 more; all of them: s3mirror transfers files tr_1 --cause ca_1\n",
    );
  });

  it("asks for nothing once nothing waits any more", () => {
    const view = viewCause({ ...denied, state: "remedied", files: 0, firstKeys: [], samples: 0 }, principal);
    expect(view).toMatchObject({ state: "remedied", files: 0 });
    expect(view).not.toHaveProperty("mailText");
    expect(view).not.toHaveProperty("policyStatement");
  });

  it("speaks of the destination's keys where the destination refused", () => {
    const view = viewCause(
      {
        ...denied,
        kind: "destination_permission",
        actionBy: "cloud_team",
        side: "destination",
        action: "s3:PutObject",
      },
      principal,
    );
    expect(view.actionBy).toBe("cloud_team");
    expect(view.policyStatement?.Resource).toContain("arn:aws:s3:::ours/in/K7_S1_L001_R1_001.fastq.gz");
    expect(view.mailText).toBeUndefined();
  });

  it("has no statement where none would help, and an unknown kind is told as unexpected", () => {
    expect(viewCause({ ...denied, kind: "archived", action: "" }, principal).policyStatement).toBeUndefined();
    expect(viewCause({ ...denied, kind: "of_a_newer_release" }, principal).kind).toBe("unexpected");
  });
});
