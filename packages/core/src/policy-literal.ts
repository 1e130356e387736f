/**
 * Text as a policy's resources and patterns spell it: `*`, `?` and `$` stand for themselves only as `${*}`, `${?}` and
 * `${$}` (IAM User Guide, "IAM policy elements: Variables and tags"). Needs a policy of version 2012-10-17.
 */
export function policyLiteral(text: string): string {
  return text.replace(/[*?$]/g, (special) => `\${${special}}`);
}
