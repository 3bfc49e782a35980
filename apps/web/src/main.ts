import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { sweepScratch } from '#libs/documents';
import { checkKeyMaterial } from '#libs/features/keys';
import { ConfigError, LiveFeed, loadConfig, systemClock } from '#libs/platform';
import { dressWeb } from './dress.js';
import { WebModule } from './web.module.js';

/** Exit code of a start that cannot be: configuration or port. */
const exitCannotRun = 2;

async function main(): Promise<void> {
  const config = loadConfig();
  await sweepScratch();
  await checkKeyMaterial(config, systemClock.now());
  const app = await NestFactory.create<NestExpressApplication>(WebModule.forRoot({ config }), { logger: ['error', 'warn'], abortOnError: false });
  dressWeb(app, config);
  app.enableShutdownHooks();
  // The launcher holds the other end: when it dies, however it dies, we do not stay behind.
  process.on('disconnect', () => void app.close().finally(() => process.exit(0)));
  await app.get(LiveFeed).start();
  await app.listen(config.port);
}

main().catch((fault: unknown) => {
  const taken = (fault as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const known = fault instanceof ConfigError || taken;
  console.error(taken ? 'Le port demandé est déjà utilisé par un autre programme : choisissez-en un autre avec PORT.' : known ? (fault as Error).message : fault);
  process.exit(known ? exitCannotRun : 1);
});
