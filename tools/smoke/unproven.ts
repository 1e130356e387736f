import type { Finding } from "./run-probes.ts";

/** How something that only AWS can show is shown: by probes of this run, by a person, or not by any run of half an hour. */
type How = { by: "probe"; probes: readonly string[] } | { by: "hand"; steps: string } | { by: "nobody"; why: string };

export type Unproven = {
  /** What is not proven, as the pages of `namedIn` name it. */
  what: string;
  namedIn: readonly ("README.md" | "docs/deploy.md" | "docs/security.md")[];
  how: How;
};

const probe = (...probes: string[]): How => ({ by: "probe", probes });
const hand = (steps: string): How => ({ by: "hand", steps });
const nobody = (why: string): How => ({ by: "nobody", why });
const [readme, deploy, security] = ["README.md", "docs/deploy.md", "docs/security.md"] as const;

/** Everything that is called unproven anywhere in this project; README and docs are checked against it. */
export const unproven: readonly Unproven[] = [
  {
    what: "S3's answers to conditional copies under races",
    namedIn: [readme, deploy],
    how: probe("race", "multipart-copy", "copy-object"),
  },
  {
    what: "the Data API's latency and limits, and how long Aurora takes to wake",
    namedIn: [readme, deploy],
    how: probe("ledger"),
  },
  {
    what: "that Fargate ends a copier as documented, SIGTERM and two minutes",
    namedIn: [readme, deploy],
    how: probe("lost-copier"),
  },
  {
    what: "that a fleet at zero is woken, and how soon its first file is there",
    namedIn: [readme, deploy],
    how: probe("first-file"),
  },
  {
    what: "that SQS hides, redelivers and dead-letters as documented",
    namedIn: [readme, deploy],
    how: probe("queues", "redelivery"),
  },
  { what: "that S3 names the transfer role as who began an upload", namedIn: [deploy], how: probe("by-the-role") },
  {
    what: "that IAM decides as the simulation does",
    namedIn: [deploy, security],
    how: probe("role-policy", "transfer-role", "as-transferred"),
  },
  {
    what: "that a neighbour's key is refused under a route's session policy",
    namedIn: [deploy, security],
    how: probe("route-fence"),
  },
  {
    what: "that S3Mirror may copy under the KMS keys of the settings",
    namedIn: [deploy, security],
    how: probe("keys"),
  },
  {
    what: "that a stranger's bucket of the same name is refused",
    namedIn: [deploy, security],
    how: probe("role-policy", "wrong-owner"),
  },
  {
    what: "that the load balancer's header rule parts programs from people, and that images run as built",
    namedIn: [deploy, security],
    how: probe("way-in", "outside"),
  },
  {
    what: "that alerts reach people",
    namedIn: [deploy],
    how: hand(
      "the probe alerts sees who has confirmed; then `aws sns publish --topic-arn ALERTS --message smoke` has to arrive (ALERTS is the deploy's output `alerts`)",
    ),
  },
  {
    what: "that the printed deploy policy suffices",
    namedIn: [deploy],
    how: hand(
      "`aws iam put-role-policy --role-name DEPLOYER --policy-name s3mirror --policy-document file://deploy-policy.json` on a role that has nothing else, then deploy as it",
    ),
  },
  {
    what: "that a role within the printed boundary works",
    namedIn: [deploy, security],
    how: hand(
      "`npm run -s infra:policy -- --stage NAME --account ACCOUNT --boundary > boundary.json`, `aws iam create-policy --policy-name s3mirror-boundary --policy-document file://boundary.json`, its ARN into `permissionsBoundaryArn`, deploy, run the smoke run again",
    ),
  },
  {
    what: "that sst diff, deploy, remove and unlock do with a real account what SST's documentation says",
    namedIn: [deploy],
    how: hand(
      "`npx sst diff --stage NAME` before and after a deploy; Ctrl-C in a deploy, then `npx sst unlock --stage NAME` and deploy; `npx sst remove --stage PRODUCTION` has to be refused; `npx sst remove --stage NAME`",
    ),
  },
  {
    what: "that a vendor's bucket in another account is read once the vendor has granted it",
    namedIn: [deploy],
    how: probe("vendor-object"),
  },
  {
    what: "that the fleet climbs with the work and rests after it",
    namedIn: [deploy],
    how: hand(
      "a quarter of an hour after the smoke run `aws ecs describe-services --cluster CLUSTER --services Copier --query services[0].desiredCount` says `fleet.min`; during the first batch it follows the backlog",
    ),
  },
  {
    what: "that the ledger can be set back as described",
    namedIn: [deploy],
    how: hand("the commands of [When something is lost](#when-something-is-lost), on a stage with a finished transfer"),
  },
  {
    what: "that the services' policies hold no more than is needed on the real services",
    namedIn: [deploy, security],
    how: hand(
      "after some weeks `aws iam generate-service-last-accessed-details --arn ROLE --granularity ACTION_LEVEL`, then `aws iam get-service-last-accessed-details --job-id JOB`",
    ),
  },
  {
    what: "that the network's doors to AWS let through all that is needed",
    namedIn: [deploy, security],
    how: probe("way-in", "first-file"),
  },
  {
    what: "that every alarm finds its metrics, those that nobody has told yet included",
    namedIn: [deploy],
    how: hand(
      "an hour after the deploy `aws cloudwatch describe-alarms --alarm-name-prefix s3mirror-NAME --state-value INSUFFICIENT_DATA` lists none",
    ),
  },
  {
    what: "that a kept transfer role is adopted by the next deploy",
    namedIn: [deploy],
    how: hand(
      "with `keepTransferRole: true`: `aws iam get-role --role-name s3mirror-NAME-transfer --query Role.RoleId` says the same before `npx sst remove --stage NAME` and after `npx sst deploy --stage NAME`",
    ),
  },
  {
    what: "Object Lock itself",
    namedIn: [deploy, security],
    how: hand(
      "what is locked cannot be taken away, so a run that cleans up does not: `aws s3api put-object --bucket EVIDENCE --key smoke --object-lock-mode COMPLIANCE --object-lock-retain-until-date TOMORROW`, then `aws s3api delete-object --bucket EVIDENCE --key smoke --version-id VERSION` has to be refused until then",
    ),
  },
  {
    what: "every price",
    namedIn: [readme, deploy],
    how: hand(
      'two days after the first batch `aws ce get-cost-and-usage --time-period Start=…,End=… --granularity DAILY --metrics UnblendedCost --group-by Type=DIMENSION,Key=SERVICE --filter \'{"Tags":{"Key":"s3mirror:stage","Values":["NAME"]}}\'`, once the tag is switched on for cost allocation, beside `npm run cost`',
    ),
  },
  {
    what: "that S3 answers 403 for a missing key to who may not list the bucket",
    namedIn: [deploy],
    how: hand("`aws s3api head-object --bucket BUCKET --key nothing` as a role with s3:GetObject only"),
  },
  {
    what: "the speed of a fleet inside S3",
    namedIn: [readme, deploy],
    how: nobody(
      "a fleet at work costs more than a dollar; the probe lost-copier tells what one copier moved; look at the page during the first batch",
    ),
  },
  {
    what: "200 answers that carry an error",
    namedIn: [readme, deploy],
    how: nobody("S3 gives them when it will; nobody can ask for one"),
  },
  {
    what: "SQS under load, and S3 beyond 3,500 writes a second",
    namedIn: [readme, deploy],
    how: nobody("load that shows it costs more than a dollar; look at the dashboard during the first big batch"),
  },
  {
    what: "Fargate Spot's warning",
    namedIn: [readme, deploy],
    how: nobody("AWS takes a Spot task away when it will; the probe lost-copier sends the same SIGTERM"),
  },
  {
    what: "parts left behind by an abort while they are copied",
    namedIn: [deploy],
    how: nobody("the moment cannot be met on purpose; the janitor aborts until ListParts is empty"),
  },
  {
    what: "what takes longer than half an hour: visibility for 12 hours, retention for days, role sessions that are renewed",
    namedIn: [deploy],
    how: nobody("it takes longer; a batch of several hours shows the last"),
  },
];

/** What no probe asks, as lines of the report: listed every time, so that nobody takes it for proven. */
export function unasked(): Finding[] {
  return unproven.flatMap(({ what, how }) => {
    if (how.by === "probe") return [];
    const evidence = how.by === "hand" ? `by hand: ${how.steps}` : `no smoke run can: ${how.why}`;
    return [{ name: "none", claim: what, verdict: "not asked", evidence }];
  });
}

/** The whole list as a Markdown table, as docs/deploy.md has it. */
export function tableOfUnproven(): string {
  const told = ({ how }: Unproven): string => {
    if (how.by === "probe") return `smoke run: ${how.probes.join(", ")}`;
    return how.by === "hand" ? `by hand: ${how.steps}` : `no smoke run can: ${how.why}`;
  };
  const rows = unproven.map((one) => `| ${one.what} | ${told(one)} |`);
  return ["| not proven yet | by what |", "|---|---|", ...rows, ""].join("\n");
}
