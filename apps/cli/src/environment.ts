import { configSchema } from '#libs/platform';

/** `.env.example`, printed from the schema: a comment and a key for each setting. */
export function printEnvironmentExample(): void {
  for (const [key, schema] of Object.entries(configSchema.shape)) console.log(`# ${schema.description ?? ''}\n#${key}=\n`);
}
