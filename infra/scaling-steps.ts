import { scalingLadder } from "@s3mirror/core/scaling-ladder";

export type StepAdjustment = {
  metricIntervalLowerBound?: string;
  metricIntervalUpperBound?: string;
  scalingAdjustment: number;
};

/** The alarm that climbs the ladder fires from this backlog on; step bounds count from it. */
export const threshold = 1;

/**
 * The ladder of `desiredCopiers` as an ExactCapacity step policy: each step an interval of the backlog, relative to the
 * alarm's threshold, and the number of copiers in it.
 */
export function stepAdjustments({ min, max }: { min: number; max: number }): StepAdjustment[] {
  return scalingLadder.map(({ backlogFrom, copiers }, index) => {
    const next = scalingLadder[index + 1];
    return {
      metricIntervalLowerBound: `${backlogFrom - threshold}`,
      metricIntervalUpperBound: next && `${next.backlogFrom - threshold}`,
      scalingAdjustment: Math.min(max, Math.max(min, copiers)),
    };
  });
}
