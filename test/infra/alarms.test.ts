import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { metricNamespace } from "@s3mirror/core/metrics";
import { beforeAll, describe, expect, test } from "vitest";
import { metricNames } from "../metric-names.ts";
import { type Evaluation, evaluate, evaluating, ofType, only } from "./evaluation.ts";
import { root } from "./root.ts";

const parts = ["**What it means.** ", "**Is data at risk?** ", "**What to press.** "];

describe("alarms and the dashboard", () => {
  let production: Evaluation;
  let sections: Map<string, string>;

  beforeAll(async () => {
    production = await evaluate({ stage: "production" });
    const text = await readFile(join(root, "docs/operations.md"), "utf8");
    sections = new Map(
      text
        .split(/^## /m)
        .slice(1)
        .map((section) => [section.slice(0, section.indexOf("\n")), section] as const),
    );
  }, evaluating);

  const alarms = () => ofType(production, "aws:cloudwatch/metricAlarm:MetricAlarm");

  test("every alarm does something, says in a sentence what is wrong, and has a section that says what to press", () => {
    expect(alarms().length).toBeGreaterThan(15);
    const targets = [
      ...ofType(production, "aws:sns/topic:Topic"),
      ...ofType(production, "aws:appautoscaling/policy:Policy"),
    ].map(({ outputs }) => outputs.arn);
    const wanting = alarms().flatMap(({ name, inputs }) => {
      const said = /^([A-Z].+\.) What to do: docs\/operations\.md#([a-z0-9-]+)$/.exec(String(inputs.alarmDescription));
      const section = sections.get(String(said?.[2])) ?? "";
      const actions = (inputs.alarmActions ?? []) as string[];
      const problems = {
        "does nothing": actions.length === 0 || !actions.every((arn) => targets.includes(arn)),
        "has no sentence and section": said === null,
        "has a section without all three parts": parts.some((part) => section.split(part).length !== 2),
      };
      return Object.entries(problems).flatMap(([problem, is]) => (is ? [`${name} ${problem}`] : []));
    });
    expect(wanting).toEqual([]);
  });

  test("every section that tells what an alarm means is about an alarm, or the budget", () => {
    const linked = alarms().map(({ inputs }) => /#([a-z0-9-]+)$/.exec(String(inputs.alarmDescription))?.[1]);
    const telling = [...sections].flatMap(([name, section]) => (section.includes(String(parts[0])) ? [name] : []));
    expect(telling.filter((name) => name !== "budget" && !linked.includes(name))).toEqual([]);
  });

  test("the dashboard shows every metric that the services write, and alarms use no other of ours", () => {
    const { dashboardBody } = only(production, "aws:cloudwatch/dashboard:Dashboard", "Dashboard").inputs;
    const { widgets } = JSON.parse(String(dashboardBody)) as { widgets: { properties: { metrics: unknown[][] } }[] };
    const shown = widgets
      .flatMap(({ properties }) => properties.metrics)
      .filter(([namespace]) => namespace === metricNamespace)
      .map(([, name]) => String(name));
    expect([...new Set(shown)].sort()).toEqual([...metricNames].sort());
    const watched = alarms().flatMap(({ inputs }) =>
      (inputs.metricQueries as { metric?: { namespace: string; metricName: string } }[]).flatMap(({ metric }) =>
        metric?.namespace === metricNamespace ? [metric.metricName] : [],
      ),
    );
    expect(watched.filter((name) => !metricNames.some((known) => known === name))).toEqual([]);
  });
});
