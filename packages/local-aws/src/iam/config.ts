import { z } from "zod";

const text = z.string().min(1);

/** What `startIam` takes: the roles there are, each with its policies and, where it has one, its boundary, as JSON texts. */
export const iamConfig = z.strictObject({
  port: z.int().min(0).max(65_535),
  host: text,
  roles: z.array(
    z.strictObject({
      arn: z.string().regex(/^arn:aws:iam::\d{12}:role\/.+$/),
      policies: z.array(text),
      boundary: text.optional(),
    }),
  ),
});

export type IamConfig = z.infer<typeof iamConfig>;
