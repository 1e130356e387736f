import { CreateMultipartUploadCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Closing, closeAll, openSmokeStage, standing } from "./open-smoke-stage.ts";
import { askOne, refuted, without, wrongAt } from "./wrong-at.ts";

const closing: Closing = [];
let opened: Awaited<ReturnType<typeof openSmokeStage>>;
beforeAll(async () => {
  opened = await openSmokeStage(closing, { knowsItsBuckets: true });
}, 180_000);
afterAll(() => closeAll(closing));

test("a stage whose copies lose metadata, overwrite what stands there, or copy again what is there", async () => {
  const forgetful = await wrongAt(opened, closing, "s3", {
    after: (asked, answer) =>
      asked.url.includes("/arrived/as-transferred") ? without("x-amz-meta-sample")(asked, answer) : answer,
  });
  expect(await askOne("as-transferred", forgetful)).toMatchObject(refuted("metadata"));

  const overwriting = await wrongAt(opened, closing, "s3", {
    after: ({ method, url }, answer) =>
      method === "HEAD" && url.includes("/arrived/occupied")
        ? { ...answer, headers: { ...answer.headers, etag: '"another"' } }
        : answer,
  });
  expect(await askOne("as-transferred", overwriting)).toMatchObject(refuted("was overwritten"));

  const { clients, workplace } = opened.given;
  const copyingAgain = await wrongAt(opened, closing, "s3", {
    async after({ method, url }, answer) {
      // The last look before the same transfer once more: what was copied is gone by then.
      if (method === "HEAD" && url.includes("/arrived/occupied")) {
        const Key = `${workplace.prefix}arrived/as-transferred`;
        await clients.s3.send(new DeleteObjectCommand({ Bucket: workplace.bucket, Key }));
      }
      return answer;
    },
  });
  expect(await askOne("as-transferred", copyingAgain)).toMatchObject(refuted("once more it is copied"));
  expect(await standing(clients)).toEqual([]);
}, 180_000);

test("a stopped copier whose upload stays open beside another's", async () => {
  const { clients, workplace } = opened.given;
  let others = 0;
  const forgotten = await wrongAt(opened, closing, "s3", {
    async after({ method, url }, answer) {
      if (method === "GET" && url.includes("max-parts=1") && others === 0) {
        others += 1;
        const Key = `${workplace.prefix}arrived/large`;
        await clients.s3.send(new CreateMultipartUploadCommand({ Bucket: workplace.bucket, Key }));
      }
      return answer;
    },
  });
  expect(await askOne("lost-copier", forgotten)).toMatchObject(refuted("2 upload"));
  expect(others).toBe(1);
  expect(await standing(clients)).toEqual([]);
}, 180_000);

test("an SQS that forgets its dead-letter queue", async () => {
  const forgetful = await wrongAt(opened, closing, "sqs", {
    before: ({ body }) => body.replace(/,"RedrivePolicy":"(?:[^"\\]|\\.)*"/, ""),
  });
  expect(await askOne("redelivery", forgetful)).toMatchObject(refuted("it was delivered 3 times of 2"));
}, 120_000);
