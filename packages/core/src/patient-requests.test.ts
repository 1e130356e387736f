import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, onTestFinished, test } from "vitest";
import { patientRequests } from "./patient-requests.ts";

test("a request that nobody answers ends in a timeout", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const sts = new STSClient({
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
    requestHandler: patientRequests(300),
  });
  const asked = sts.send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::111111111111:role/r", RoleSessionName: "s" }));
  await expect(asked).rejects.toMatchObject({ name: "TimeoutError" });
});
