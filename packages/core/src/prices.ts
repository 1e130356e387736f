/**
 * What AWS asks, in US dollars: list prices on demand, without free tiers, discounts, Spot and savings plans. From the
 * pricing pages of S3 (Standard, "Requests & data retrievals"), SQS (standard queues), Fargate (Linux on ARM) and Aurora
 * (Serverless v2, Standard; Data API). Copies inside one region carry no charge for transfer.
 */
export const prices = {
  region: "us-east-1",
  asOf: "2026-06",
  /** COPY, PUT, POST and LIST; then GET and HEAD. */
  s3: { writeUsd: 0.005 / 1_000, readUsd: 0.000_4 / 1_000 },
  sqs: { requestUsd: 0.4 / 1_000_000 },
  fargate: { vcpuHourUsd: 0.032_38, gbHourUsd: 0.003_56 },
  aurora: { acuHourUsd: 0.12, dataApiRequestUsd: 0.35 / 1_000_000 },
} as const;
