import { Inject, Injectable, Optional } from '@nestjs/common';
import { stat } from 'node:fs/promises';
import type { EntityManager } from 'typeorm';
import { approvals, dayAt, levelOf, missingSlots } from '#libs/domain';
import type { PreservationLevel } from '#libs/domain';
import { modelLabels } from '#libs/features/model';
import { CLOCK, Database, Storage, instantOf, journalOf } from '#libs/platform';
import type { Actor, Clock, JournalLine } from '#libs/platform';
import { formatCount, formatNumber } from '#libs/ui';
import { livingReservation } from './document-reservation.store.js';
import type { DocumentReservation } from './document-reservation.store.js';
import { documentOf, writtenOf } from './document.store.js';
import type { WrittenRow } from './document.store.js';
import { paperSignaturesOf } from './paper-signature.store.js';
import { preservationOf } from './preservation.store.js';
import { chronicleOf } from './round.chronicle.js';
import { missingByCollege } from './round-sentences.js';
import type { ProofLine, RoundPageProps, RoundReference } from './round-page.views.js';
import { loadRound, roundsOf, signatoriesOf } from './round.store.js';
import { subjectOf } from './round.subject.js';
import type { RoundRow, SignatoryRow } from './round.store.js';
import type { RoundLine } from './round.views.js';
import { RoundWitnesses } from './round-witnesses.js';
import type { PersonNews } from './round-witnesses.js';
import { fatesOf, signatoryLine } from './signatory-lines.js';

/** One page of rounds: years of a département's history. */
const listMax = 50;
/** Sealing takes seconds: past this, the page says that it is late. */
const sealingLateMs = 60_000;

export type AssemblyState = { state: 'running' | 'done'; percent: number; sentence: string; step: string; late: boolean; failed: string | null };
export type StoredDocument = { path: string; length: number; fileName: string; sealed: boolean };

/** What the pages show of rounds. Reads only. */
@Injectable()
export class RoundReader {
  constructor(private readonly db: Database, private readonly storage: Storage, @Inject(CLOCK) private readonly clock: Clock, @Optional() private readonly witnesses?: RoundWitnesses) {}

  list(departementCode: string, actor: Actor): Promise<RoundLine[]> {
    return this.db.withIdentity(actor, async (tx) => {
      const label = await modelLabels(tx);
      return (await roundsOf(tx, departementCode, listMax)).map((round) => lineOf(round, round.act ? null : label(round)));
    });
  }

  /** Null when there is no such round in that département: another's is not even said to exist. */
  find(id: string, departementCode: string, actor: Actor): Promise<RoundRow | null> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return Promise.resolve(null);
    return this.db.withIdentity(actor, async (tx) => {
      const round = await loadRound(tx, id).catch(() => null);
      return round?.departementCode === departementCode ? round : null;
    });
  }

  page(round: RoundRow, state: RoundPageProps['state'], actor: Actor): Promise<Omit<RoundPageProps, 'frame' | 'form'>> {
    return this.db.withIdentity(actor, async (tx) => {
      const journal = await journalOf(tx, 'round', round.id);
      const people = new Map((await signatoriesOf(tx, round.id)).map((person) => [person.id, person]));
      const document = await documentOf(tx, round.id);
      const revisions = document ? await writtenOf(tx, document.id) : [];
      const preservation = document ? await preservationOf(tx, document.id) : null;
      const papers = await paperSignaturesOf(tx, round.id, round.facts.slots);
      const sources = { people, journal, revisions, papers, fates: await fatesOf(tx, round.id), news: (await this.witnesses?.of(tx, round)) ?? new Map<string, PersonNews>() };
      const now = this.clock.now();
      const startedAt = journal.findLast(({ event, stateTo }) => (event === 'recordAssembly' || event === 'openSignatures') && stateTo === 'collecting')?.recordedAt ?? instantOf(this.clock);
      const ended = journal.findLast(({ event }) => event === 'recordSeal' || event === 'abandon' || event === 'supersede')?.recordedAt ?? null;
      const complete = journal.findLast(({ stateTo }) => stateTo === 'sealing')?.recordedAt;
      return {
        id: round.id,
        number: round.number,
        subject: subjectOf(round),
        modelLabel: round.act ? null : (await modelLabels(tx))(round),
        state,
        now: now.toISOString(),
        timeZone: round.timeZone,
        startedAt,
        deadline: round.facts.collectUntil ?? dayAt(instantOf(this.clock), round.timeZone),
        termEndsOn: round.facts.termEndsOn,
        endedAt: ended,
        late: round.state === 'sealing' && !!complete && now.getTime() - new Date(complete).getTime() > sealingLateMs,
        endReason: round.facts.abandonReason ?? round.facts.supersededReason,
        predecessor: await referenceTo(tx, round.facts.supersedes),
        successor: await referenceTo(tx, round.facts.supersededBy),
        signatories: round.facts.slots.map((slot) => signatoryLine(round, slot, sources)),
        reservation: reservationOf(round, await livingReservation(tx, round, now), people, revisions),
        document: document && {
          fileName: fileNameOf(round), pages: document.pages, bytes: revisions.at(-1)?.length ?? 0, contentHash: document.contentHash, finalHash: round.facts.finalHash,
          previous: await this.previous(tx, round), level: lowestLevel(revisions), renewOn: preservation?.facts.renewOn ?? null, exhausted: preservation?.state === 'exhausted',
        },
        chronicle: chronicleOf(round, journal, people),
        proof: proofOf(round, revisions, journal),
        evidence: await this.evidence(tx, round),
      };
    });
  }

  /** Where the assembly has got to: the outbox row's own word, so that any process can tell. */
  async assembly(round: RoundRow, actor: Actor): Promise<AssemblyState> {
    type Row = { progress: { percent: number; step: string; detail?: string } | null; last_error: string | null; created_at: Date };
    const rows: Row[] = await this.db.withIdentity(actor, (tx) =>
      tx.query(`select progress, last_error, created_at from outbox where subject = 'round' and subject_id = $1 and effect->>'type' = 'assembleDocument' order by seq desc limit 1`, [round.id]),
    );
    const { progress, last_error } = rows[0] ?? { progress: null, last_error: null };
    const running = round.state === 'assembling';
    const sentence = progress ? `${progress.step}${progress.detail ? ` : ${progress.detail}` : ''}` : 'En attente d’un assembleur disponible';
    return { state: running ? 'running' : 'done', percent: progress?.percent ?? 0, sentence, step: stepOf(progress?.percent ?? 0), late: last_error !== null, failed: round.facts.assemblyFailure };
  }

  /** The agreement assembled before this one in the same département: what a reader compares it with. An act is no version of an agreement. */
  private async previous(tx: EntityManager, round: RoundRow): Promise<RoundReference | null> {
    if (round.act) return null;
    const rows: RoundReference[] = await tx.query(
      `select round.id, round.number from round join document on document.round_id = round.id
       where departement_code = $1 and round.act is null and document.created_at < (select created_at from document where round_id = $2) order by document.created_at desc limit 1`,
      [round.departementCode, round.id],
    );
    return rows[0] ?? null;
  }

  /** The document as last committed: a reader never sees a revision being written. */
  document(round: RoundRow, actor: Actor): Promise<StoredDocument | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const document = await documentOf(tx, round.id);
      const last = document && (await writtenOf(tx, document.id)).at(-1);
      if (!document || !last) return null;
      const path = this.storage.path(document.name);
      if ((await stat(path)).size < last.length) throw new Error(`The file of ${round.number} is shorter than its committed length`);
      return { path, length: last.length, fileName: fileNameOf(round), sealed: last.kind === 'seal' };
    });
  }

  /** What a signatory is shown of the document: its size, its hash, and where their own block is. */
  documentToRead(round: RoundRow, slotId: string, actor: Actor): Promise<{ pages: number; bytes: number; contentHash: string; ownPages: { page: number; label: string }[] }> {
    return this.db.withIdentity(actor, async (tx) => {
      const document = await documentOf(tx, round.id);
      if (!document) throw new Error(`Round ${round.number} collects signatures without a document`);
      const revisions = await writtenOf(tx, document.id);
      const field = document.manifest.fields[slotId];
      const ownPages = field ? [{ page: field.pageNumber, label: 'votre emplacement de signature' }] : [];
      return { pages: document.pages, bytes: revisions.at(-1)!.length, contentHash: document.contentHash, ownPages };
    });
  }

  /** Whether the evidence file is made: its own feature makes it, and knows the rest. */
  private async evidence(tx: EntityManager, round: RoundRow): Promise<RoundPageProps['evidence']> {
    const rows: { bytes: number }[] = await tx.query('select length::float8 as bytes from evidence where round_id = $1 order by n desc limit 1', [round.id]);
    return rows[0] ? { fileName: evidenceFileName(round), bytes: rows[0].bytes } : null;
  }
}

/** Who has the document, in the words of the directory, and the signatures that wait for it to come back. */
function reservationOf({ facts }: RoundRow, lent: DocumentReservation | null, people: ReadonlyMap<string, SignatoryRow>, revisions: readonly WrittenRow[]): RoundPageProps['reservation'] {
  const person = lent && people.get(lent.signatoryId);
  if (!lent || !person) return null;
  const inFile = new Set(revisions.map(({ slotId }) => slotId));
  return {
    person: `${person.firstName} ${person.lastName}`, bodyName: facts.slots.find(({ id }) => id === lent.slotId)?.bodyName ?? '', until: lent.expiresAt.toISOString(),
    alone: !facts.slots.some(({ id, state }) => state === 'invited' && id !== lent.slotId),
    waiting: approvals(facts).filter(({ id }) => !inFile.has(id)).length,
  };
}

export function fileNameOf(round: RoundRow): string {
  return `${subjectOf(round).fileStem}${round.state === 'sealed' ? '' : '-en-cours'}.pdf`;
}

export function evidenceFileName({ number }: Pick<RoundRow, 'number'>): string {
  return `dossier-de-preuve-${number}.pdf`;
}

/** The steps of an assembly, and the percentage at which each begins. */
export const assemblySteps = [
  { id: 'compose', label: 'Composition du modèle et de ses annexes', from: 0 },
  { id: 'render', label: 'Rédaction avec les données de l’annuaire', from: 5 },
  { id: 'convert', label: 'Conversion en PDF', from: 25 },
  { id: 'finish', label: 'Finalisation', from: 72 },
  { id: 'prepare', label: 'Préparation des signatures et certification', from: 86 },
] as const;

function stepOf(percent: number): string {
  return assemblySteps.findLast(({ from }) => percent >= from)!.id;
}

function lineOf(round: RoundRow, modelLabel: string | null): RoundLine {
  const { slots, collectUntil } = round.facts;
  return {
    id: round.id, number: round.number, actTitle: round.act?.title ?? null, departementName: round.dossier?.departement.name ?? `Département ${round.departementCode}`, modelLabel, state: round.state,
    signed: slots.length - missingSlots(round.facts).length, total: slots.length, deadline: collectUntil, blockedBy: blockedBy(round),
  };
}

function blockedBy(round: RoundRow): string | null {
  const { state, facts } = round;
  if (state === 'draft' || state === 'confirming') return facts.assemblyFailure ? 'L’assemblage n’a pas abouti' : null;
  if (state === 'blocked') return `Refus de ${facts.slots.filter((slot) => slot.state === 'refused').map((slot) => slot.bodyName).join(', ')}`;
  if (state === 'collecting' || state === 'expired') return `Il manque ${missingByCollege(facts.slots)}`;
  return null;
}

const levels: readonly PreservationLevel[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/** The level of the file is that of its weakest signature; null before the first one. */
function lowestLevel(revisions: readonly WrittenRow[]): PreservationLevel | null {
  const reached = revisions.flatMap(({ kind }, rank) => (kind === 'approval' || kind === 'seal' ? [levels.indexOf(levelOf(revisions, rank))] : []));
  return reached.length ? levels[Math.min(...reached)]! : null;
}

async function referenceTo(tx: EntityManager, id: string | null): Promise<RoundReference | null> {
  if (id === null) return null;
  const { number } = await loadRound(tx, id);
  return { id, number };
}

function proofOf(round: RoundRow, revisions: readonly WrittenRow[], journal: readonly JournalLine[]): ProofLine[] {
  const [last, line] = [revisions.at(-1), journal.at(-1)];
  const tokens = revisions.filter(({ provenAt }) => provenAt !== null).length;
  return [
    // Proofs of time added since the seal, years later perhaps, make another file that begins with the sealed one.
    ...(last && round.facts.finalHash && last.sha256 !== round.facts.finalHash ? [{ term: 'Empreinte du document avec ses derniers horodatages (SHA-256)', value: last.sha256, isHash: true }] : []),
    ...(last ? [{ term: 'Révisions du document', value: `${revisions.length}, dont ${formatCount(revisions.filter(({ kind }) => kind === 'approval').length, 'signature')}` }, { term: 'Jetons d’horodatage', value: tokens === 0 ? 'Aucun pour l’instant' : formatNumber(tokens) }] : []),
    ...(line ? [{ term: `Empreinte du journal de la tournée, après ${formatCount(line.rank, 'ligne')}`, value: line.hash, isHash: true }] : []),
  ];
}
