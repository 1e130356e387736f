import { z } from "zod";
import { AwsError } from "./aws-error.ts";

export const secretsSchema = z.record(z.string(), z.object({ username: z.string(), password: z.string() }));

/** Database users by the ARN of the secret that holds them. */
export type Secrets = z.infer<typeof secretsSchema>;

/** The user that a secret stands for; null where secrets are not told apart. @throws SecretsErrorException */
export function findUser(secrets: Secrets, secretArn: string): Secrets[string] | null {
  if (Object.keys(secrets).length === 0) return null;
  const user = secrets[secretArn];
  if (user === undefined) throw new AwsError("SecretsErrorException", `There is no secret ${secretArn}`);
  return user;
}

/** Secrets Manager's GetSecretValue: the whole answer as JSON text. @throws ResourceNotFoundException */
export function getSecretValue(secrets: Secrets, body: unknown): string {
  const { SecretId } = z.looseObject({ SecretId: z.string() }).parse(body);
  const user = secrets[SecretId];
  if (user === undefined) {
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }
  return JSON.stringify({ ARN: SecretId, SecretString: JSON.stringify(user) });
}
