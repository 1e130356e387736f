import { prices } from "@s3mirror/core/prices";

/** A page that names a price, and when it was written; null where it bears no date. */
export type PriceSource = { page: string; written: string | null };

type Services = Omit<typeof prices, "region" | "asOf">;

/**
 * Where each price was read; null: nowhere yet, it was written down from memory. AWS's own pages show their prices only to
 * a browser that runs their programs, so these are others' texts, and no bill has confirmed them.
 */
export const priceSources: { [S in keyof Services]: { [P in keyof Services[S]]: PriceSource | null } } = {
  s3: {
    writeUsd: { page: "https://c3x.dev/blog/s3-request-fees-explained", written: null },
    readUsd: { page: "https://c3x.dev/blog/s3-request-fees-explained", written: null },
    storageGbMonthUsd: null,
  },
  kms: { requestUsd: null },
  sqs: {
    requestUsd: {
      page: "https://www.factualminds.com/blog/amazon-sqs-pricing-64kb-rule-fifo-vs-standard/",
      written: "2026-06-13",
    },
    groupRequestUsd: { page: "https://cloudburn.io/blog/amazon-sqs-pricing", written: "2026-03-14" },
  },
  fargate: {
    vcpuHourUsd: { page: "https://www.vantage.sh/blog/fargate-pricing", written: null },
    gbHourUsd: { page: "https://www.vantage.sh/blog/fargate-pricing", written: null },
  },
  aurora: {
    acuHourUsd: { page: "https://awsnegotiations.com/aurora-serverless-v2-pricing.html", written: "2026-05" },
    dataApiRequestUsd: null,
  },
  loadBalancer: {
    hourUsd: { page: "https://cloud-horizons.com/blog/alb-the-line-item-nobody-watches/", written: "2026-05-08" },
  },
  vpc: {
    publicIpv4HourUsd: {
      page: "https://github.com/ChiefGyk3D/Clouds-Against-Humanity/wiki/Provider-AWS-Cost-Lesson",
      written: "2026-10-16",
    },
    natGatewayHourUsd: {
      page: "https://raw.githubusercontent.com/api-evangelist/amazon-vpc/refs/heads/main/plans/amazon-vpc-plans-pricing.yml",
      written: "2026-09-20",
    },
    interfaceEndpointZoneHourUsd: {
      page: "https://awsnegotiations.com/privatelink-cost-analysis.html",
      written: "2026-05",
    },
  },
  secretsManager: {
    secretMonthUsd: {
      page: "https://hivebook.wiki/wiki/aws-secrets-manager-rotated-secrets-dynamic-db-credentials-kms",
      written: null,
    },
  },
  cloudWatch: {
    alarmMetricMonthUsd: { page: "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm", written: null },
    dashboardMonthUsd: null,
  },
  route53: {
    zoneMonthUsd: { page: "https://eatsip365.com/understanding-how-route-53-billing-works", written: null },
  },
};

/** One line a price, as docs/deploy.md has them: `aurora.acuHourUsd`, $0.12, the page and its date, or "not checked". */
export function priceLines(): string[] {
  return Object.entries(priceSources).flatMap(([service, sources]) =>
    Object.entries(sources).map(([name, source]: [string, PriceSource | null]) => {
      const usd = (prices[service as keyof Services] as Record<string, number>)[name];
      const where = source === null ? "not checked" : `${source.page} (${source.written ?? "not dated"})`;
      return `| ${service}.${name} | $${Number(usd)
        .toFixed(9)
        .replace(/\.?0+$/, "")} | ${where} |`;
    }),
  );
}
