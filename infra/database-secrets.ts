import { prefix } from "./settings.ts";

/** One Postgres role per service, each with a secret of its own. The migration makes the roles from these. */
export const databaseSecrets = {
  coordinator: databaseSecret("Coordinator", "s3mirror_coordinator"),
  copier: databaseSecret("Copier", "s3mirror_copier"),
};

function databaseSecret(service: string, username: string): aws.secretsmanager.Secret {
  const secret = new aws.secretsmanager.Secret(`${service}Database`, {
    namePrefix: `${prefix}-${service.toLowerCase()}-database-`,
    description: `The Postgres role of S3Mirror's ${service.toLowerCase()}`,
  });
  const password = new random.RandomPassword(`${service}DatabasePassword`, { length: 32, special: false });
  new aws.secretsmanager.SecretVersion(`${service}DatabaseVersion`, {
    secretId: secret.id,
    secretString: $jsonStringify({ username, password: password.result }),
  });
  return secret;
}
