import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { archivesOf, dayAt, instant } from '#libs/domain';
import type { RoundEffect } from '#libs/domain';
import { Certificates } from '#libs/features/keys';
import { projectFile } from '#libs/features/model';
import { documentOf, fileNameOf, loadRound, placeOfScan, revisionsOf, rounds, signatoriesOf, subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { codeSecret, consentLines, mailedIdsOf } from '#libs/features/signature';
import { CLOCK, CONFIG, Database, EffectRegistry, JournalAnchors, KeyStore, Storage, appendToJournal, journalOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, EffectHandlers, Report } from '#libs/platform';
import { EvidenceAssembly } from './evidence.assembly.js';
import { compileEvidence } from './evidence.compile.js';
import type { RoundTraces } from './evidence.compile.js';
import { signaturesIn } from './evidence.signatures.js';
import { evidenceOf, insertEvidence, sharedCodeMails, signatoryFacts, smsOfCodes } from './evidence.store.js';
import type { EvidenceRow } from './evidence.store.js';

export type EvidenceEffect = Extract<RoundEffect, { type: 'compileEvidence' }>;

/** The copies leave and the archive timestamp is set within seconds of the seal: the evidence waits for them this long, then says how things stand. */
const settlingMaxMs = 15_000;
const lookEveryMs = 200;

const compiler = systemActor('evidence');

/** Makes the evidence file of a sealed round. Run again, it finds its row and does nothing, unless something better can be made. */
@Injectable()
export class EvidenceEffects {
  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly keys: KeyStore,
    private readonly certificates: Certificates,
    private readonly anchors: JournalAnchors,
    private readonly assembly: EvidenceAssembly,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<EvidenceEffect>(rounds.kind, {
      compileEvidence: { queue: 'assembly', run: (delivery, report) => this.compile(delivery, report) },
    } satisfies EffectHandlers<EvidenceEffect>);
  }

  private async compile({ subjectId }: Delivery<EvidenceEffect>, report: Report): Promise<void> {
    const last = await this.db.withIdentity(compiler, (tx) => evidenceOf(tx, subjectId));
    // Made without a timestamp authority, it is made again, beside, once the agreement is archived.
    if (last?.archived || !(await this.isSealed(subjectId))) return;
    await this.settle(subjectId);
    const archived = await this.db.withIdentity(compiler, (tx) => isArchived(tx, subjectId));
    if (last && !archived) return;
    await report({ percent: 10, step: 'Recueil des preuves' });
    // The file carries its own anchor: it need not wait for the evening's.
    await this.anchors.anchorNow();
    const traces = await this.gather(subjectId);
    await report({ percent: 30, step: 'Rédaction du dossier de preuve' });
    const { pdf, level } = await this.assembly.make(compileEvidence(traces), subjectOf(traces.round), (sha256) => this.scan(sha256));
    const n = (last?.n ?? 0) + 1;
    const name = `evidence/${subjectId}-${n}.pdf`;
    await this.storage.write(name, pdf);
    await this.keep(traces.round, { n, name, sha256: createHash('sha256').update(pdf).digest('hex'), length: pdf.length, archived: archived && level === 'B-LTA' });
    await report({ percent: 100, step: 'Dossier de preuve scellé' });
  }

  /** Throws when the file is not the one that was kept: better no evidence than a false one. */
  private async scan(sha256: string): Promise<Buffer> {
    const bytes = await readFile(this.storage.path(placeOfScan({ sha256 })));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`The scan ${sha256} is not the one that was kept`);
    return bytes;
  }

  private async isSealed(roundId: string): Promise<boolean> {
    return (await this.db.withIdentity(compiler, (tx) => loadRound(tx, roundId))).state === 'sealed';
  }

  private async keep(round: RoundRow, file: Omit<EvidenceRow, 'roundId' | 'madeAt'>): Promise<void> {
    await this.db.withIdentity(compiler, async (tx) => {
      const madeAt = this.clock.now();
      // The lock makes a second worker wait, then find the row of the first.
      if (!(await insertEvidence(tx, { roundId: round.id, ...file, madeAt }))) return;
      const at = instant(madeAt.toISOString());
      await appendToJournal(tx, {
        subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: compiler,
        event: 'evidence.compile', payload: { n: file.n, sha256: file.sha256 }, stateFrom: round.state, stateTo: round.state, basis: 'décision 12',
      });
    });
  }

  private async settle(roundId: string): Promise<void> {
    const until = performance.now() + settlingMaxMs;
    while (performance.now() < until) {
      if (await this.db.withIdentity(compiler, (tx) => isSettled(tx, roundId))) return;
      await wait(lookEveryMs);
    }
  }

  private async gather(roundId: string): Promise<RoundTraces> {
    const now = this.clock.now();
    const service = { name: 'Paraphe', version: await serviceVersion(), url: this.config.publicUrl, demonstration: this.config.mode === 'demonstration' };
    const rootPem = await this.certificates.rootPem(now);
    const read = await this.db.withIdentity(compiler, async (tx) => {
      const round = await loadRound(tx, roundId);
      const document = await documentOf(tx, roundId);
      if (!document) throw new Error(`Round ${round.number} is sealed without a document`);
      const provenance: { provenance: Record<string, unknown> }[] = await tx.query('select provenance from document where id = $1', [document.id]);
      const people = await signatoriesOf(tx, roundId);
      const revisions = await revisionsOf(tx, document.id);
      const facts = await signatoryFacts(tx, round);
      const mailed = await mailedIdsOf(tx, facts.codes);
      const sms = await smsOfCodes(tx, facts.codes.map(({ id }) => mailed.get(id) ?? id));
      if (mailed.size > 0) facts.mails.push(...(await sharedCodeMails(tx, mailed)));
      return { round, document, mailed, sms, provenance: provenance[0]!.provenance, people, revisions, facts, journal: await journalOf(tx, rounds.kind, roundId), anchor: await this.anchors.proofOf(tx, rounds.kind, roundId) };
    });
    const signatures = await signaturesIn(await firstBytes(this.storage.path(read.document.name), read.revisions.at(-1)!.length));
    return { ...read, fileName: fileNameOf(read.round), signatures, rootPem, service, codeSecret: (id) => codeSecret(this.keys, read.mailed.get(id) ?? id), consentLines, madeAt: now };
  }
}

/** Whether the copies have left and the document bears its archive timestamp. */
async function isSettled(tx: EntityManager, roundId: string): Promise<boolean> {
  const pending: { count: number }[] = await tx.query(
    `select count(*)::int as count from outbox where subject = $1 and subject_id = $2 and done_at is null and effect->>'type' = 'deliverFinalCopy'`,
    [rounds.kind, roundId],
  );
  return pending[0]!.count === 0 && (await isArchived(tx, roundId));
}

async function isArchived(tx: EntityManager, roundId: string): Promise<boolean> {
  const document = await documentOf(tx, roundId);
  return document !== null && archivesOf(await revisionsOf(tx, document.id)) > 0;
}

/** The committed bytes, and no byte of a revision being written. */
async function firstBytes(path: string, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, 0);
    if (bytesRead < length) throw new Error(`${path} is shorter than its last committed revision`);
    return bytes;
  } finally {
    await file.close();
  }
}

async function serviceVersion(): Promise<string> {
  return (JSON.parse((await projectFile('package.json')).toString('utf8')) as { version: string }).version;
}
