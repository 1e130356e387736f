import type { Ledger } from "@s3mirror/core/store/ledger";
import { z } from "zod";

type Plan = {
  "Relation Name"?: string | undefined;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number | undefined;
  "Rows Removed by Index Recheck"?: number | undefined;
  Plans?: Plan[] | undefined;
};
const planSchema: z.ZodType<Plan> = z.lazy(() =>
  z.object({
    "Relation Name": z.string().optional(),
    "Actual Rows": z.number(),
    "Actual Loops": z.number(),
    "Rows Removed by Filter": z.number().optional(),
    "Rows Removed by Index Recheck": z.number().optional(),
    Plans: z.array(planSchema).optional(),
  }),
);
const explained = z.object({
  "QUERY PLAN": z.preprocess(
    (plan) => (typeof plan === "string" ? JSON.parse(plan) : plan),
    z.array(z.object({ Plan: planSchema })),
  ),
});

/**
 * How many rows of a table (or of its partitions) Postgres looks at for what `read` asks: those it returns and those
 * that a filter throws away, as `explain analyze` counts them.
 */
export async function rowsRead(
  ledger: Ledger,
  table: string,
  read: (ledger: Ledger) => Promise<unknown>,
): Promise<number> {
  let rows = 0;
  await read({
    ...ledger,
    run: async (row, sql, params) => {
      const plans = await ledger.run(explained, `explain (analyze, timing off, format json) ${sql}`, params);
      for (const plan of plans) for (const { Plan } of plan["QUERY PLAN"]) rows += rowsOf(Plan, table);
      return await ledger.run(row, sql, params);
    },
  });
  return rows;
}

function rowsOf(plan: Plan, table: string): number {
  const looked =
    plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0) + (plan["Rows Removed by Index Recheck"] ?? 0);
  const own = plan["Relation Name"]?.replace(/_\d+$/, "") === table ? looked * plan["Actual Loops"] : 0;
  return (plan.Plans ?? []).reduce((sum, below) => sum + rowsOf(below, table), own);
}
