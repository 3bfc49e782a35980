import { configSchema } from '#libs/platform';

/** The text of `.env.example`: a comment and a key for each setting, from the schema itself. */
export function environmentExample(): string {
  return Object.entries(configSchema.shape).map(([key, schema]) => `# ${schema.description ?? ''}\n#${key}=\n`).join('\n');
}

export function printEnvironmentExample(): void {
  process.stdout.write(environmentExample());
}
