import type { Told } from "./health-facts.ts";

export type Judgement = {
  /** `bad`: the house is not well. `needs_attention`: the house is well, and somebody should act. */
  state: "good" | "needs_attention" | "bad";
  message: string;
  /** What to do; null where nothing is to be done. */
  nextStep: string | null;
};

export const good = (message: string): Judgement => ({ state: "good", message, nextStep: null });
export const bad = (message: string, nextStep: string): Judgement => ({ state: "bad", message, nextStep });
export const attention = (message: string, nextStep: string): Judgement => ({
  state: "needs_attention",
  message,
  nextStep,
});

/** `judge` hears what was told; who was silent is bad, with `nextStep`. */
export function judgeTold<T>(
  heard: Told<T>,
  judge: (told: T) => Judgement,
  { who, nextStep }: { who: string; nextStep: string },
): Judgement {
  return "told" in heard ? judge(heard.told) : bad(`not known: ${who} did not say (${heard.silent})`, nextStep);
}
