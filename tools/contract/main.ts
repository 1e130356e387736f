import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const help = `npm run contract -- [--s3 URL] [--sqs URL]

Asks S3 and SQS what test/contract/ says that AWS answers: without a URL the local stand-ins, else the server there. For others the
usual AWS environment names credentials and region (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION). It makes buckets and
queues named contract-… and leaves them: give it an account of its own. What fails elsewhere and is known stands in
docs/stand-ins.md.`;

const { values } = parseArgs({
  options: { s3: { type: "string" }, sqs: { type: "string" }, help: { type: "boolean", short: "h" } },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const asked = (["s3", "sqs"] as const).filter((service) => values[service] !== undefined);
const files = asked.length === 0 ? ["test/contract/"] : asked.map((service) => `test/contract/${service}`);
const env = { ...process.env };
for (const service of asked) env[`S3MIRROR_CONTRACT_${service.toUpperCase()}`] = values[service];
const { status } = spawnSync("npx", ["vitest", "run", "--reporter=verbose", ...files], { stdio: "inherit", env });
process.exit(status ?? 1);
