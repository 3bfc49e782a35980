import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Directory1700000000100, seedDemonstration } from '#libs/features/directory';
import { Evidence1700000000600 } from '#libs/features/evidence';
import { Identity1700000000150, accountsOf, seedAccounts } from '#libs/features/identity';
import { Keys1700000000500 } from '#libs/features/keys';
import { Model1700000000800 } from '#libs/features/model';
import { Proof1700000000700, Round1700000000200 } from '#libs/features/round';
import { Signature1700000000300 } from '#libs/features/signature';
import { CLOCK, Database, JournalAnchor1700000000400, Platform1700000000000, loadConfig, migrate, systemActor } from '#libs/platform';
import type { Clock, Migration } from '#libs/platform';
import { CliModule } from './cli.module.js';

/** Every migration, in order. */
export const migrations: readonly Migration[] = [Platform1700000000000, Directory1700000000100, Identity1700000000150, Round1700000000200, Signature1700000000300, JournalAnchor1700000000400, Keys1700000000500, Evidence1700000000600, Proof1700000000700, Model1700000000800];

type Output = { json?: boolean };

export async function migrateAll({ json }: Output): Promise<void> {
  const ran = await migrate(loadConfig(), migrations);
  console.log(json ? JSON.stringify({ ran }) : ran.length ? `Schéma mis à jour : ${ran.join(', ')}.` : 'Le schéma est à jour.');
}

/** The demonstration's département and its clerks. Twice changes nothing. */
export async function seedAll({ json }: Output): Promise<void> {
  await withApp(async (app) => {
    const now = app.get<Clock>(CLOCK).now();
    const { sown } = await app.get(Database).withIdentity(systemActor('seed'), async (tx) => {
      const result = await seedDemonstration(tx);
      await seedAccounts(tx, now);
      return result;
    });
    console.log(json ? JSON.stringify({ sown }) : sown ? 'Le département de démonstration est installé.' : 'Le département de démonstration était déjà là.');
  });
}

export async function listAccounts({ json }: Output): Promise<void> {
  await withApp(async (app) => {
    const accounts = await app.get(Database).withIdentity(systemActor('accounts'), (tx) => accountsOf(tx, '48'));
    console.log(json ? JSON.stringify(accounts) : accounts.map(({ email, fullName }) => `${email} – ${fullName}, préfecture`).join('\n'));
  });
}

/** Runs `work` in the composition of the command line, then closes it. */
export async function withApp<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const app = await NestFactory.createApplicationContext(CliModule.forRoot({ config: loadConfig() }), { logger: ['error', 'warn'], abortOnError: false });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
