import type { Stage } from "../../../infra/stages/schema.ts";
import { type Evaluation, ofType } from "../evaluation.ts";
import type { Check } from "./find-problems.ts";

/** What lies at rest is encrypted. S3 does it by itself, and so does Secrets Manager. */
export const encrypted: Check = (evaluation) =>
  [
    ...ofType(evaluation, "aws:sqs/queue:Queue").filter(({ inputs }) => inputs.sqsManagedSseEnabled !== true),
    ...ofType(evaluation, "aws:rds/cluster:Cluster").filter(({ inputs }) => inputs.storageEncrypted !== true),
  ].map(({ name }) => `${name} is not encrypted`);

/** Whoever may look at a task's or a function's definition learns no password. */
export const secrets: Check = (evaluation) => {
  const passwords = ofType(evaluation, "random:index/randomPassword:RandomPassword").map(({ outputs }) =>
    String(outputs.result),
  );
  const told = [
    ...ofType(evaluation, "aws:ecs/taskDefinition:TaskDefinition").map(({ name, inputs }) => ({
      name,
      text: inputs.containerDefinitions,
    })),
    ...ofType(evaluation, "aws:lambda/function:Function").map(({ name, inputs }) => ({
      name,
      text: inputs.environment,
    })),
  ];
  return told
    .filter(({ text }) => passwords.some((password) => JSON.stringify(text).includes(password)))
    .map(({ name }) => `${name} is told a password in its environment`);
};

const days = { "1 week": 7, "1 month": 30, "3 months": 90, "1 year": 365, "10 years": 3_653 };

export const logs =
  (stage: Stage): Check =>
  (evaluation) =>
    ofType(evaluation, "aws:cloudwatch/logGroup:LogGroup")
      .filter(({ inputs }) => inputs.retentionInDays !== days[stage.logRetention])
      .map(({ name }) => `${name} is not kept for ${stage.logRetention}`);

export const tags =
  (stage: Stage): Check =>
  ({ app, stage: name }) => {
    const { tags = {} } = (app.providers.aws?.defaultTags ?? {}) as { tags?: Record<string, string> };
    return Object.entries({ ...stage.tags, "s3mirror:stage": name })
      .filter(([tag, value]) => tags[tag] !== value)
      .map(([tag]) => `nothing bears the tag ${tag}`);
  };

/** People come in by TLS 1.2 or later where the stage has a name, from the network only where it says so. */
export const entrance =
  (stage: Stage): Check =>
  (evaluation) => {
    const listeners = ofType(evaluation, "aws:lb/listener:Listener");
    const [balancer] = ofType(evaluation, "aws:lb/loadBalancer:LoadBalancer");
    const problems = {
      "the load balancer takes what is not TLS":
        stage.domain !== null && listeners.some(({ inputs }) => inputs.protocol !== "HTTPS"),
      "the load balancer takes old TLS":
        stage.domain !== null && listeners.some(({ inputs }) => !/TLS13-1-2/.test(String(inputs.sslPolicy))),
      "the load balancer shows another certificate":
        stage.domain !== null && listeners.some(({ inputs }) => inputs.certificateArn !== stage.domain?.certificateArn),
      "the load balancer is on the internet": stage.access === "internal" && balancer?.inputs.internal !== true,
      "the load balancer lets in others than the settings say":
        `${openTo(evaluation)}` !== `${stage.allowFrom ?? ["0.0.0.0/0"]}`,
      "the load balancer passes on malformed headers": balancer?.inputs.dropInvalidHeaderFields !== true,
      "the load balancer may be deleted": stage.production && balancer?.inputs.enableDeletionProtection !== true,
    };
    return Object.entries(problems).flatMap(([problem, is]) => (is ? [problem] : []));
  };

function openTo(evaluation: Evaluation): string[] {
  const groups = ofType(evaluation, "aws:ec2/securityGroup:SecurityGroup").filter(
    ({ name }) => name === "LoadBalancerSecurityGroup",
  );
  return groups.flatMap(({ inputs }) =>
    ((inputs.ingress ?? []) as { cidrBlocks?: string[] }[]).flatMap(({ cidrBlocks }) => cidrBlocks ?? []),
  );
}

/** Evidence keeps every version, and where the stage says for how long, nobody can delete it before. */
export const evidence =
  (stage: Stage): Check =>
  (evaluation) => {
    const bucket = ofType(evaluation, "aws:s3/bucket:Bucket").find(({ name }) => name === "EvidenceBucket");
    const of = (type: string) =>
      ofType(evaluation, type).filter(({ inputs }) => inputs.bucket === bucket?.outputs.bucket);
    const versioned = of("aws:s3/bucketVersioning:BucketVersioning").some(({ inputs }) =>
      JSON.stringify(inputs).includes('"Enabled"'),
    );
    const rules = of("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration").map(({ inputs }) =>
      JSON.stringify(inputs.rule),
    );
    const wanted =
      stage.evidenceLockDays === null
        ? []
        : [JSON.stringify({ defaultRetention: { days: stage.evidenceLockDays, mode: "COMPLIANCE" } })];
    const locked =
      rules.length === wanted.length && rules.every((rule, index) => sorted(rule) === sorted(wanted[index] ?? ""));
    return [
      ...(versioned ? [] : ["evidence is not versioned"]),
      ...(locked && bucket?.inputs.objectLockEnabled === (stage.evidenceLockDays !== null)
        ? []
        : ["evidence is not locked as the settings say"]),
    ];
  };

const sorted = (text: string): string => [...text].sort().join("");

/** The ledger sleeps where nobody would miss it, and can be set back for 35 days where somebody would. */
export const ledger =
  (stage: Stage): Check =>
  (evaluation: Evaluation) => {
    const [cluster] = ofType(evaluation, "aws:rds/cluster:Cluster");
    const { minCapacity, secondsUntilAutoPause } = (cluster?.inputs.serverlessv2ScalingConfiguration ?? {}) as Record<
      string,
      number
    >;
    const sleeps = minCapacity === 0 && Number(secondsUntilAutoPause) > 0;
    const problems = {
      "the ledger is not asked through the Data API": cluster?.inputs.enableHttpEndpoint !== true,
      // Of 17 every minor version sleeps at 0 ACU and answers the Data API (Aurora User Guide, feature support by version).
      "the ledger asks for a version that AWS may no longer make": cluster?.inputs.engineVersion !== "17",
      "the ledger sleeps in production": stage.production && sleeps,
      "the ledger never sleeps": !stage.production && !sleeps,
      "the ledger cannot be set back for 35 days": stage.production && cluster?.inputs.backupRetentionPeriod !== 35,
    };
    return Object.entries(problems).flatMap(([problem, is]) => (is ? [problem] : []));
  };

/** Everybody whom the settings name is told, and the budget tells them, too. */
export const told =
  (stage: Stage): Check =>
  (evaluation) => {
    const [topic] = ofType(evaluation, "aws:sns/topic:Topic");
    const subscribed = ofType(evaluation, "aws:sns/topicSubscription:TopicSubscription")
      .filter(({ inputs }) => inputs.topic === topic?.outputs.arn)
      .map(({ inputs }) => `${inputs.protocol} ${inputs.endpoint}`);
    const named = Object.entries({ email: stage.alerts.emails, https: stage.alerts.https }).flatMap(([protocol, all]) =>
      all.map((one) => `${protocol} ${one}`),
    );
    const budgets = ofType(evaluation, "aws:budgets/budget:Budget").filter(
      ({ inputs }) =>
        inputs.limitAmount === `${stage.budget.monthlyUsd}` &&
        JSON.stringify(inputs.costFilters).includes(`user:s3mirror:stage$${evaluation.stage}`) &&
        (inputs.notifications as { subscriberSnsTopicArns: string[] }[]).every((one) =>
          one.subscriberSnsTopicArns.includes(String(topic?.outputs.arn)),
        ),
    );
    return [
      ...named.filter((one) => !subscribed.includes(one)).map((one) => `${one} hears of no alert`),
      ...subscribed.filter((one) => !named.includes(one)).map((one) => `${one} hears of alerts and nobody said so`),
      ...(budgets.length === 1 ? [] : ["the budget does not count this stage, or tells nobody"]),
    ];
  };
