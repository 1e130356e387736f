/**
 * What AWS asks, in US dollars: list prices on demand, without free tiers, discounts, Spot and savings plans. Of S3
 * (Standard: "Storage", "Requests & data retrievals"), KMS (requests), SQS (standard queues), Fargate (Linux on ARM), Aurora (Serverless v2,
 * Standard; Data API), Elastic Load Balancing (Application), VPC (public IPv4 addresses, NAT gateways), PrivateLink
 * (interface endpoints), Secrets Manager, CloudWatch (standard alarms, dashboards) and Route 53 (hosted zones). Copies
 * inside one region carry no charge for transfer. Where each was read: `tools/infra/price-sources.ts`.
 */
export const prices = {
  region: "us-east-1",
  asOf: "2026-06",
  /** COPY, PUT, POST and LIST; then GET and HEAD; then what is stored (Standard, the first 50 TB). */
  s3: { writeUsd: 0.005 / 1_000, readUsd: 0.000_4 / 1_000, storageGbMonthUsd: 0.023 },
  kms: { requestUsd: 0.03 / 10_000 },
  /** A queue whose messages have group ids (a fair queue) costs so much more for each request. */
  sqs: { requestUsd: 0.4 / 1_000_000, groupRequestUsd: 0.1 / 1_000_000 },
  fargate: { vcpuHourUsd: 0.032_38, gbHourUsd: 0.003_56 },
  aurora: { acuHourUsd: 0.12, dataApiRequestUsd: 0.35 / 1_000_000 },
  loadBalancer: { hourUsd: 0.0225 },
  vpc: { publicIpv4HourUsd: 0.005, natGatewayHourUsd: 0.045, interfaceEndpointZoneHourUsd: 0.01 },
  secretsManager: { secretMonthUsd: 0.4 },
  cloudWatch: { alarmMetricMonthUsd: 0.1, dashboardMonthUsd: 3 },
  route53: { zoneMonthUsd: 0.5 },
} as const;
