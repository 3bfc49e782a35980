import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Isolation1700000000900, JournalPlans1700000001020 } from '#libs/features/access';
import { PersonalData1700000000960 } from '#libs/features/accounts';
import { Adhesion1700000000980 } from '#libs/features/adhesion';
import { Agreement1700000000965 } from '#libs/features/agreement';
import { Amendment1700000000985 } from '#libs/features/amendment';
import { CalendarFeed1700000000995 } from '#libs/features/agreement-pages';
import { AgentToken1700000001015, ApiToken1700000000940 } from '#libs/features/api';
import { Correspondence1700000001050, MailCovers1700000001090, ReportMailbox1700000001095 } from '#libs/features/correspondence';
import { Directory1700000000100, DirectoryPeople1700000000910, seedDemonstration } from '#libs/features/directory';
import { DirectoryImport1700000000920 } from '#libs/features/directory-import';
import { Disposal1700000001005, seedDisposal } from '#libs/features/disposal';
import { Evidence1700000000600 } from '#libs/features/evidence';
import { Identity1700000000150, Membership1700000000890, demonstrationPeople, seedAccounts } from '#libs/features/identity';
import { Keys1700000000500 } from '#libs/features/keys';
import { Mandate1700000001000 } from '#libs/features/mandate';
import { Model1700000000800 } from '#libs/features/model';
import { Authority1700000001030, DecisionSeen1700000001108, DepositExamination1700000001110, TenureGrants1700000001105, TitleDeposit1700000001100 } from '#libs/features/authority';
import { Breach1700000001010 } from '#libs/features/breach';
import { Obligations1700000000990 } from '#libs/features/obligations';
import { Papers1700000000970 } from '#libs/features/papers';
import { Project1700000001055 } from '#libs/features/project';
import { ProConnect1700000000950 } from '#libs/features/proconnect';
import { DocumentReservation1700000001080, Mailbox1700000001085, PaperSignature1700000001040, Proof1700000000700, Round1700000000200, RoundActs1700000000972, RoundRouting1700000001065, PaperTitle1700000001070 } from '#libs/features/round';
import { LinksOfPerson1700000001086, SignatoryProposal1700000001045, Signature1700000000300, SmsCodes1700000001075 } from '#libs/features/signature';
import { Webhook1700000000930 } from '#libs/features/webhooks';
import { Withdrawal1700000000975 } from '#libs/features/withdrawal';
import { CLOCK, Database, JournalAnchor1700000000400, OutboxLater1700000000925, Platform1700000000000, loadConfig, migrate, systemActor } from '#libs/platform';
import type { Clock, Migration } from '#libs/platform';
import { CliModule } from './cli.module.js';

/** Every migration, in order. */
export const migrations: readonly Migration[] = [Platform1700000000000, Directory1700000000100, Identity1700000000150, Round1700000000200, Signature1700000000300, JournalAnchor1700000000400, Keys1700000000500, Evidence1700000000600, Proof1700000000700, Model1700000000800, Membership1700000000890, Isolation1700000000900, DirectoryPeople1700000000910, DirectoryImport1700000000920, OutboxLater1700000000925, Webhook1700000000930, ApiToken1700000000940, ProConnect1700000000950, PersonalData1700000000960, Agreement1700000000965, Papers1700000000970, RoundActs1700000000972, Withdrawal1700000000975, Adhesion1700000000980, Amendment1700000000985, Obligations1700000000990, CalendarFeed1700000000995, Mandate1700000001000, Disposal1700000001005, Breach1700000001010, AgentToken1700000001015, JournalPlans1700000001020, Authority1700000001030, PaperSignature1700000001040, SignatoryProposal1700000001045, Correspondence1700000001050, Project1700000001055, RoundRouting1700000001065, PaperTitle1700000001070, SmsCodes1700000001075, DocumentReservation1700000001080, Mailbox1700000001085, LinksOfPerson1700000001086, MailCovers1700000001090, ReportMailbox1700000001095, TitleDeposit1700000001100, TenureGrants1700000001105, DecisionSeen1700000001108, DepositExamination1700000001110];

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
      await seedDisposal(tx, now);
      return result;
    });
    console.log(json ? JSON.stringify({ sown }) : sown ? 'Le département de démonstration est installé.' : 'Le département de démonstration était déjà là.');
  });
}

export async function listAccounts({ json }: Output): Promise<void> {
  await withApp(async (app) => {
    const accounts = await app.get(Database).withIdentity(systemActor('accounts'), (tx) => demonstrationPeople(tx));
    console.log(json ? JSON.stringify(accounts) : accounts.map(({ email, fullName, roles }) => `${email} – ${fullName}, ${roles}`).join('\n'));
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
