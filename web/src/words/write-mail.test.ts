import { expect, test } from "vitest";
import { writeMail } from "./write-mail.ts";

const trouble = {
  about: "Run 7",
  trouble: "it could not start",
  message: "We are not allowed to list s3://lab/run-7/.",
  remedy: "Allow s3:ListBucket.",
  transferId: "tr_1",
  address: null,
};

test("who must act is asked in a whole mail, the laboratory by its name", () => {
  expect(writeMail({ ...trouble, to: "vendor", vendorName: "Northlab" })).toBe(
    "Run 7: it could not start\n\nDear Northlab,\n\nWe are not allowed to list s3://lab/run-7/.\n\n" +
      "What to do: Allow s3:ListBucket.\n\nS3Mirror knows it as tr_1.\n\nThank you.",
  );
});

test("our own people are asked as such, and get the statement to paste", () => {
  const mail = writeMail({ ...trouble, to: "cloud_team", vendorName: "Northlab", enclosed: '{ "Sid": "x" }' });
  expect(mail).toContain("\n\nDear cloud team,\n\n");
  expect(mail).toContain('\n\n{ "Sid": "x" }\n\n');
});

test("the mail leads to the page where it is known", () => {
  const address = "https://mirror.example/transfers/tr_1";
  expect(writeMail({ ...trouble, address, to: "operator", vendorName: null })).toContain(
    "S3Mirror knows it as tr_1. Its page: https://mirror.example/transfers/tr_1\n\nThank you.",
  );
});
