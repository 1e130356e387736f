import { parseArgs } from "node:util";
import { evaluate } from "../../test/infra/evaluation.ts";
import { deployPolicy, leastBoundary } from "./deploy-policy.ts";

const { values } = parseArgs({
  options: { stage: { type: "string" }, account: { type: "string" }, boundary: { type: "boolean", default: false } },
});
if (values.stage === undefined || !/^\d{12}$/.test(values.account ?? "")) {
  process.stderr.write(
    "Say for which stage and account: npm run -s infra:policy -- --stage NAME --account 111122223333 [--boundary]\n",
  );
  process.exit(2);
}
const evaluation = await evaluate({ stage: values.stage });
const policy = values.boundary ? leastBoundary(evaluation) : deployPolicy(evaluation, String(values.account));
process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
