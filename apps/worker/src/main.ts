import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { sweepScratch } from '#libs/documents';
import { checkKeyMaterial } from '#libs/features/keys';
import { ConfigError, loadConfig, systemClock } from '#libs/platform';
import { WorkerModule } from './worker.module.js';
import { startWork } from './start-work.js';

async function main(): Promise<void> {
  const config = loadConfig();
  await sweepScratch();
  await checkKeyMaterial(config, systemClock.now());
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot({ config }), { logger: ['error', 'warn'], abortOnError: false });
  app.enableShutdownHooks();
  process.on('disconnect', () => void app.close().finally(() => process.exit(0)));
  await startWork(app);
}

main().catch((fault: unknown) => {
  console.error(fault instanceof ConfigError ? fault.message : fault);
  process.exit(fault instanceof ConfigError ? 2 : 1);
});
