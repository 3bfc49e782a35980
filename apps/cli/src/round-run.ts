import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { addDays, addMonths, approvals, blockingGaps, dayAt, gapSentence, legalDay } from '#libs/domain';
import type { LegalDay, RoundState } from '#libs/domain';
import { evidenceOf } from '#libs/features/evidence';
import { RoundLaunch, RoundReader, UnknownModel, loadRound, roundRefusals, signatoriesOf } from '#libs/features/round';
import type { RoundRow, SignatoryRow } from '#libs/features/round';
import { CLOCK, CONFIG, Database, Storage, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock, Config } from '#libs/platform';
import { withApp } from './installation.js';
import { RunFailure } from './run-failure.js';
import { MailboxClient } from './mailbox-client.js';
import { SignatoryClient } from './signatory-client.js';
import { ProgressBar, table } from './terminal.js';

type Options = { departement: string; structures?: number; model?: string; signatoriesAct?: boolean; out: string; json?: boolean };
type Timings = { assembly_ms: number; signatures_ms: number; sealing_ms: number; total_ms: number };

const collectDays = 30;
const lookEveryMs = 100;
/** Sixty structures take seconds; past this, the worker is not there. */
const assemblyMaxMs = 300_000;
const sealingMaxMs = 120_000;
/** The evidence waits for the copies to leave, then takes as long as a short document. */
const evidenceMaxMs = 120_000;
/** People act side by side in life; a few at a time is enough to show that order does not matter. */
const actingTogether = 4;

const actor: Actor = systemActor('cli');

/** The main job without a browser: data → assembly → every signatory signs → sealed PDF and timings. */
export async function runRound(options: Options): Promise<void> {
  await withApp(async (app) => {
    const config = app.get<Config>(CONFIG);
    if (options.signatoriesAct && !config.mailboxUrl) throw new RunFailure('Les signataires ne peuvent agir que si MAILBOX_URL désigne la boîte de démonstration.', 2);
    const bar = new ProgressBar(options.json === true);
    const begun = performance.now();
    const roundId = await launch(app, options);
    await assembled(app, roundId, bar);
    const ready = performance.now();
    if (options.signatoriesAct) await everyoneSigns(app, roundId, bar);
    const signed = performance.now();
    if (options.signatoriesAct) await waitFor(app, roundId, ['sealed'], sealingMaxMs, () => bar.show(99, 'Scellement'));
    const ended = performance.now();
    const evidence = options.signatoriesAct ? await evidenceFile(app, roundId, () => bar.show(99, 'Dossier de preuve')) : null;
    bar.show(100, 'Terminé');
    bar.done();
    const ms = (from: number, to: number) => Math.round(to - from);
    await deliver(app, roundId, { ...options, evidence }, { assembly_ms: ms(begun, ready), signatures_ms: ms(ready, signed), sealing_ms: ms(signed, ended), total_ms: ms(begun, ended) });
  });
}

async function launch(app: INestApplicationContext, options: Options): Promise<string> {
  const launches = app.get(RoundLaunch);
  const id = await launches.open(options.departement, actor, options.structures ?? null, options.model).catch((fault: unknown) => {
    if (!(fault instanceof UnknownModel)) throw fault;
    throw new RunFailure(`Aucun modèle publié ne s’appelle « ${fault.model} ». La page des modèles et « paraphe model import » donnent leurs noms.`, 1);
  });
  const { round, gaps } = await launches.checks(id, actor);
  const blocking = blockingGaps(gaps);
  if (blocking.length) throw new RunFailure(blocking.map((gap) => `- ${gapSentence(gap)}`).join('\n'), 1);
  const today = dayAt(instantOf(app.get<Clock>(CLOCK)), round.timeZone);
  const submission = await launches.launch(id, { collectUntil: addDays(today, collectDays), termEndsOn: endOfNextYear(today) }, actor);
  if (!submission.accepted) throw new RunFailure(roundRefusals[submission.refusal].sentence, 1);
  return id;
}

function endOfNextYear(today: LegalDay): LegalDay {
  return legalDay(`${addMonths(today, 12).slice(0, 4)}-12-31`);
}

async function assembled(app: INestApplicationContext, roundId: string, bar: ProgressBar): Promise<void> {
  const reader = app.get(RoundReader);
  const round = await waitFor(app, roundId, ['collecting', 'draft'], assemblyMaxMs, async (current) => {
    const { percent, sentence } = await reader.assembly(current, actor);
    bar.show(Math.round(percent / 2), sentence);
  });
  if (round.state === 'draft') throw new RunFailure(`L’assemblage n’a pas abouti (${round.facts.assemblyFailure ?? 'cause inconnue'}).`, 1);
}

/** Each signatory reads their mail, follows the link, asks for a code, reads the second mail, signs. */
async function everyoneSigns(app: INestApplicationContext, roundId: string, bar: ProgressBar): Promise<void> {
  const db = app.get(Database);
  const people = new Map((await db.withIdentity(actor, (tx) => signatoriesOf(tx, roundId))).map((person) => [person.id, person]));
  for (;;) {
    const round = await db.withIdentity(actor, (tx) => loadRound(tx, roundId));
    const waiting = round.facts.slots.filter(({ state }) => state === 'invited');
    if (!waiting.length) return;
    const queue = [...waiting];
    await Promise.all(
      Array.from({ length: actingTogether }, async () => {
        for (let slot = queue.shift(); slot; slot = queue.shift()) {
          await act(app, roundId, slot.id, people.get(slot.signatoryId)!);
          const now = await db.withIdentity(actor, (tx) => loadRound(tx, roundId));
          const done = approvals(now.facts).length;
          bar.show(Math.round(50 + (49 * done) / now.facts.slots.length), `${done} signatures sur ${now.facts.slots.length}`);
        }
      }),
    );
  }
}

async function act(app: INestApplicationContext, roundId: string, slotId: string, person: SignatoryRow): Promise<void> {
  const mailbox = new MailboxClient(app.get<Config>(CONFIG).mailboxUrl!);
  const client = new SignatoryClient();
  const fullName = `${person.firstName} ${person.lastName}`;
  const invitation = await mailbox.receive(await messageId(app, roundId, slotId, 'inviteSignatory'));
  const link = await linkOf(app, slotId, invitation.text);
  if (!link) throw new Error('The invitation holds no link');
  await client.askForCode(link, fullName);
  const mail = await mailbox.receive(await messageId(app, roundId, slotId, 'sendCode'));
  const code = /\b\d{6}\b/.exec(mail.text)?.[0];
  if (!code) throw new Error('The mail holds no code');
  await client.sign(link, fullName, code);
}

/** A mail may bring several links to one person: the one that opens that place. */
async function linkOf(app: INestApplicationContext, slotId: string, text: string): Promise<string | undefined> {
  const rows: { hash: string }[] = await app.get(Database).withIdentity(actor, (tx) => tx.query('select token_hash as hash from link where slot_id = $1', [slotId]));
  const hashes = new Set(rows.map(({ hash }) => hash));
  return [...text.matchAll(/https?:\/\/\S+\/signer\/([\w-]+)/g)].find(([, token]) => hashes.has(createHash('sha256').update(token!).digest('hex')))?.[0];
}

/** The Message-ID of the latest mail of that kind to that place, once it has left: the outbox row's id, or that of the invitation which took it along. */
async function messageId(app: INestApplicationContext, roundId: string, slotId: string, type: string): Promise<string> {
  const until = performance.now() + sealingMaxMs;
  while (performance.now() < until) {
    const rows: { message_id: string }[] = await app.get(Database).withIdentity(actor, (tx) =>
      tx.query(
        `select mail.message_id from outbox left join mail_cover on mail_cover.effect_id = outbox.id join mail on mail.id = coalesce(mail_cover.mail_id, outbox.id)
         where outbox.subject = 'round' and outbox.subject_id = $1 and outbox.effect->>'slotId' = $2 and outbox.effect->>'type' = $3 and mail.state = 'sent' order by outbox.seq desc limit 1`,
        [roundId, slotId, type],
      ),
    );
    if (rows[0]) return rows[0].message_id;
    await wait(lookEveryMs);
  }
  throw new RunFailure('Un courriel attendu n’est pas parti : le service d’envoi est-il démarré ?', 1);
}

async function waitFor(app: INestApplicationContext, roundId: string, states: readonly RoundState[], maxMs: number, meanwhile: (round: RoundRow) => void | Promise<void>): Promise<RoundRow> {
  const until = performance.now() + maxMs;
  while (performance.now() < until) {
    const round = await app.get(Database).withIdentity(actor, (tx) => loadRound(tx, roundId));
    if (states.includes(round.state)) return round;
    await meanwhile(round);
    await wait(lookEveryMs);
  }
  throw new RunFailure(`Rien n’a abouti en ${maxMs / 1000} s : l’assembleur est-il démarré ?`, 1);
}

/** Where the evidence file of a sealed round is kept, as soon as it is made. */
async function evidenceFile(app: INestApplicationContext, roundId: string, meanwhile: () => void): Promise<string> {
  const until = performance.now() + evidenceMaxMs;
  while (performance.now() < until) {
    const row = await app.get(Database).withIdentity(actor, (tx) => evidenceOf(tx, roundId));
    if (row) return app.get(Storage).path(row.name);
    meanwhile();
    await wait(lookEveryMs);
  }
  throw new RunFailure(`La convention est scellée, mais son dossier de preuve n’est pas fait après ${evidenceMaxMs / 1000} s.`, 1);
}

async function deliver(app: INestApplicationContext, roundId: string, options: Options & { evidence: string | null }, timings: Timings): Promise<void> {
  const round = await app.get(Database).withIdentity(actor, (tx) => loadRound(tx, roundId));
  const document = await app.get(RoundReader).document(round, actor);
  if (!document) throw new RunFailure('Aucun document n’a été produit.', 1);
  await mkdir(options.out, { recursive: true });
  const path = join(options.out, 'convention.pdf');
  await writeFile(path, (await readFile(document.path)).subarray(0, document.length));
  const evidence = options.evidence && join(options.out, 'preuve.pdf');
  if (options.evidence && evidence) await writeFile(evidence, await readFile(options.evidence));
  const signatures = approvals(round.facts).length;
  const report = { number: round.number, state: round.state, model: `${round.modelId}@${round.modelVersion}`, document: path, evidence, structures: round.dossier?.structures.length ?? 0, signatures, contentHash: round.facts.contentHash, finalHash: round.facts.finalHash, timings };
  await writeFile(join(options.out, 'releve.json'), `${JSON.stringify(report, null, 2)}\n`);
  if (options.json) return console.log(JSON.stringify(report));
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  console.log(table([
    ['Tournée', `${round.number} (${round.state})`], ['Document', path], ...(evidence ? [['Preuve', evidence] as const] : []), ['Structures', String(report.structures)], ['Signatures', `${signatures} sur ${round.facts.slots.length}`],
    ['Assemblage', seconds(timings.assembly_ms)], ['Signatures', seconds(timings.signatures_ms)], ['Scellement', seconds(timings.sealing_ms)], ['Total', seconds(timings.total_ms)],
  ]));
}
