import { describe, expect, test } from "vitest";
import { evaluate, evaluating, only } from "./evaluation.ts";

describe("the role that vendors grant to", () => {
  const role = "s3mirror-production-transfer";

  test(
    "is made where there is none, and adopted, as it is, where a stage before has left it",
    async () => {
      const [first, again] = await Promise.all([
        evaluate({ stage: "production", roles: ["s3mirror-dev-transfer", `${role}-2`] }),
        evaluate({ stage: "production", roles: ["s3mirror-dev-transfer", role] }),
      ]);
      const [made, adopted] = [first, again].map((one) => only(one, "aws:iam/role:Role", "TransferRole"));
      expect(made?.options.import).toBe("");
      expect(adopted?.options.import).toBe(role);
      // What is adopted has to be described as it stands: nothing of it may hang on a deploy.
      expect(adopted?.inputs).toEqual(made?.inputs);
      expect(adopted?.options.ignoreChanges).toEqual(["tags", "tagsAll"]);
      // Its rights are no part of that: they follow the settings at once.
      expect(adopted?.inputs).not.toHaveProperty("inlinePolicies");
      expect(only(again, "aws:iam/rolePolicy:RolePolicy", "TransferPolicy").inputs).toMatchObject({ role });
    },
    evaluating,
  );

  test(
    "goes with a stage that does not keep it, and may do nothing where a stage has no buckets",
    async () => {
      const personal = await evaluate({ stage: "jo", settings: "default" });
      expect(only(personal, "aws:iam/role:Role", "TransferRole").options.retainOnDelete).toBe(false);
      expect(only(personal, "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "TransferPolicies").inputs).toEqual({
        roleName: "s3mirror-jo-transfer",
        policyNames: [],
      });
    },
    evaluating,
  );
});
