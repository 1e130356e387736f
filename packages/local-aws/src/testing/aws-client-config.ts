/** What any SDK client needs to speak to a stand-in. */
export function awsClientConfig(endpoint: string) {
  return {
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIALOCALTEST", secretAccessKey: "secret" },
    maxAttempts: 1,
  };
}
