import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { authorityFaultText, authorityMention, authorityVerdict, dayAt, decisionMention, decisionVerdict, momentAt, officesOf, prefetBodyId, titleUnder } from '#libs/domain';
import type { ActToSign, AuthorityFault, AuthorityVerdict, BodyDecision, JudgedAuthority, LegalDay, Round, SigningAuthority, SigningBodyKind, SigningMoment, Slot, Tenure } from '#libs/domain';
import { uploadedName } from '#libs/features/identity';
import { scanType } from '#libs/features/papers';
import { loadRound, loadSignatory, rounds, signatoriesOf } from '#libs/features/round';
import type { Correction, RoundRow, SignatoryRow } from '#libs/features/round';
import { CLOCK, Database, Storage, WorkflowRunner, appendToJournal, instantOf } from '#libs/platform';
import type { Actor, Clock, Submission } from '#libs/platform';
import { closedStates, isAnswered } from './answered-places.js';
import { bodyKindOf, mentionWords } from './authority-bodies.js';
import { authoritiesOf, authorityFile, authorityFilesOf, authorityOf, insertAuthority, insertAuthorityFile, tenuresOf } from './authority.store.js';
import type { AuthorityFileRow, AuthorityRow, TenureRow } from './authority.store.js';
import { authorityFilesMax } from './authority-upload.js';

/**
 * What is known of one place, and what it would be worth if one signed now. `recorded`: the title of its person; null while nobody has described it.
 * `decision`: what its body decided, which stays when the person is replaced. `known`: id of the latest description, whoever it was of.
 */
export type PlaceAuthority = { slot: Slot; person: SignatoryRow; kind: SigningBodyKind; recorded: AuthorityRow | null; decision: BodyDecision | null; known: string | null; standing: AuthorityVerdict | null };
/** A title as it is described, and the id of the one that was read before: null when there was none. */
export type Described = { facts: SigningAuthority; known: string | null };
export type AuthorityFileOf = { round: RoundRow; places: PlaceAuthority[]; tenures: TenureRow[]; today: LegalDay };
/** A title judged at the instant of a signature, with the lines that the block prints. */
export type Judged = JudgedAuthority & {
  /** `declared`: the decision of the body alone was judged; the person said that they might sign. */
  power: 'described' | 'declared';
  /** Each fault, who mends it and on what text it rests, as it was said that day. */
  words: readonly string[];
  mention: { capacity: readonly string[]; references: readonly string[] };
};
export type RecordRefusal = 'described_meanwhile' | 'person_changed' | 'place_answered' | 'round_closed';
export type FileRefusal = 'file_missing' | 'file_type' | 'files_too_many';

/** The titles under which each one signs: described by the préfecture, judged when one signs. */
@Injectable()
export class Authorities {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly storage: Storage, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Every place of a round. */
  ofRound(roundId: string, actor: Actor): Promise<AuthorityFileOf> {
    return this.db.withIdentity(actor, async (tx) => {
      const round = await loadRound(tx, roundId);
      const tenures = await tenuresOf(tx, round.departementCode);
      return { round, places: await this.placesOf(tx, round, tenures), tenures, today: dayAt(instantOf(this.clock), round.timeZone) };
    });
  }

  /** The same, for whoever already reads that round. */
  async placesOf(tx: EntityManager, round: RoundRow, known?: readonly TenureRow[]): Promise<PlaceAuthority[]> {
    const [recorded, people, tenures] = [await authoritiesOf(tx, round.id), await signatoriesOf(tx, round.id), known ?? (await tenuresOf(tx, round.departementCode))];
    const moment = momentAt(instantOf(this.clock), round.timeZone);
    return round.facts.slots.flatMap((slot): PlaceAuthority[] => {
      const person = people.find(({ id }) => id === slot.signatoryId);
      if (!person) return [];
      const latest = recorded.find((one) => one.slotId === slot.id) ?? null;
      const row = latest?.signatoryId === person.id ? latest : null;
      return [{ slot, person, kind: bodyKindOf(round, slot), recorded: row, decision: decisionFor(latest, person.id), known: latest?.id ?? null, standing: latest && judgedFor(round, slot, latest, person.id, tenures, moment) }];
    });
  }

  files(roundId: string, slotId: string, actor: Actor): Promise<AuthorityFileRow[]> {
    return this.db.withIdentity(actor, (tx) => authorityFilesOf(tx, roundId, slotId));
  }

  /** Describes the title of a place anew; what was described before is kept. The journal says that it was, not what. Null when it is done. */
  record(round: RoundRow, slot: Slot, { facts, known }: Described, actor: Actor): Promise<RecordRefusal | null> {
    return this.db.withIdentity(actor, async (tx) => {
      // Under the lock of the round: described while its person is better written, it would be the title of a row that nobody is any more.
      const { state, facts: { slots } } = await rounds.store.loadForUpdate(tx, round.id);
      const now = slots.find((one) => one.id === slot.id);
      if (closedStates.includes(state)) return 'round_closed';
      if (!now || isAnswered(now)) return 'place_answered';
      if (now.signatoryId !== slot.signatoryId) return 'person_changed';
      if (((await authorityOf(tx, round.id, slot.id))?.id ?? null) !== known) return 'described_meanwhile';
      const at = instantOf(this.clock);
      const id = randomUUID();
      await insertAuthority(tx, { id, roundId: round.id, slotId: slot.id, signatoryId: slot.signatoryId, facts, recordedAt: this.clock.now(), recordedBy: actor.id });
      await appendToJournal(tx, {
        subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor, event: 'recordAuthority',
        payload: { slotId: slot.id, authorityId: id, power: facts.power.kind, decision: facts.decision?.kind ?? null }, stateFrom: state, stateTo: state, basis: 'décision 20',
      });
      return null;
    });
  }

  /** The title follows its person, better written: nothing has to be described again, and an irregular one goes on being judged. */
  async follow(tx: EntityManager, { roundId, slotId, former, present }: Correction, actor: Actor): Promise<void> {
    const row = await authorityOf(tx, roundId, slotId);
    if (row?.signatoryId !== former) return;
    await insertAuthority(tx, { ...row, id: randomUUID(), signatoryId: present, facts: titleUnder(row.facts, former, present), recordedAt: this.clock.now(), recordedBy: actor.id });
  }

  /** What the title of a place would be worth now if that were its decision. */
  worth(round: RoundRow, { slot, kind, recorded }: Pick<PlaceAuthority, 'slot' | 'kind' | 'recorded'>, decision: BodyDecision, actor: Actor): Promise<AuthorityVerdict> {
    return this.db.withIdentity(actor, async (tx) => {
      const title = { facts: titleWith({ slot, kind, recorded }, decision), signatoryId: slot.signatoryId };
      return verdictOf(round, slot, title, await tenuresOf(tx, round.departementCode), momentAt(instantOf(this.clock), round.timeZone));
    });
  }

  /** Kept for ever, named by its content. */
  async keepFile(round: RoundRow, slotId: string, { content, originalName }: { content: Buffer; originalName: string }, actor: Actor): Promise<FileRefusal | null> {
    const mediaType = scanType(content);
    if (!mediaType) return 'file_type';
    if ((await this.files(round.id, slotId, actor)).length >= authorityFilesMax) return 'files_too_many';
    const row: AuthorityFileRow = {
      id: randomUUID(), roundId: round.id, slotId, fileName: uploadedName(originalName), mediaType, bytes: content.length, sha256: sha256(content), createdAt: this.clock.now(), createdBy: actor.id,
    };
    await this.storage.write(authorityFilePlace(row), content);
    await this.db.withIdentity(actor, (tx) => insertAuthorityFile(tx, row));
    return null;
  }

  /** Null when there is none; throws when the file is not the one that was kept. */
  async file(roundId: string, id: string, actor: Actor): Promise<{ row: AuthorityFileRow; content: Buffer } | null> {
    const row = await this.db.withIdentity(actor, (tx) => authorityFile(tx, roundId, id));
    if (!row) return null;
    const content = await readFile(this.storage.path(authorityFilePlace(row)));
    if (sha256(content) !== row.sha256) throw new Error(`Paper ${id} of an authority is not the one that was kept`);
    return { row, content };
  }

  /** The préfecture lets an irregular title sign, and says why. */
  accept(roundId: string, slotId: string, reason: string, actor: Actor): Promise<Submission<Round>> {
    return this.runner.submit(rounds, roundId, { type: 'acceptIrregularity', slotId, reason }, actor);
  }

  /**
   * Judges the title of whoever signs at a place, at the moment that counts. Described of somebody else, the decision of the body is judged all the same, and
   * the power is what the person declares. Null when nothing is known of either: the signature then rests on that alone.
   * @param moment its instant when one signs by a link; its day alone when one signed on paper
   */
  async judge(tx: EntityManager, round: RoundRow, slot: Slot, signatoryId: string, moment: SigningMoment): Promise<Judged | null> {
    const row = await authorityOf(tx, round.id, slot.id);
    const judged = row && judgedFor(round, slot, row, signatoryId, await tenuresOf(tx, round.departementCode), moment);
    if (!row || !judged) return null;
    const { verdict, faults } = judged;
    const own = row.signatoryId === signatoryId;
    const mention = own ? authorityMention(row.facts, mentionWords(round, slot, row.facts, await loadSignatory(tx, signatoryId))) : decisionMention(row.facts.decision!);
    return { id: row.id, verdict, faults: [...new Set(faults.map(({ code }) => code))], power: own ? 'described' : 'declared', words: faults.map((fault) => faultSentence(fault, bodyKindOf(round, slot))), mention };
  }

  /** The same now, for the page of whoever is about to sign. */
  judgeNow(tx: EntityManager, round: RoundRow, slot: Slot, signatoryId: string): Promise<Judged | null> {
    return this.judge(tx, round, slot, signatoryId, momentAt(instantOf(this.clock), round.timeZone));
  }
}

type DescribedOf = Pick<AuthorityRow, 'facts' | 'signatoryId'>;

function verdictOf(round: RoundRow, slot: Slot, { facts, signatoryId }: DescribedOf, tenures: readonly TenureRow[], moment: SigningMoment): AuthorityVerdict {
  return authorityVerdict(facts, actOf(round, slot, signatoryId, moment), tenures.map((row) => tenureOf(row, facts, signatoryId)));
}

/** What was described of a place, for whoever signs there. Of somebody else, what their body decided still binds it; null when it decided nothing that outlives the person. */
function judgedFor(round: RoundRow, slot: Slot, row: DescribedOf, signatoryId: string, tenures: readonly TenureRow[], moment: SigningMoment): AuthorityVerdict | null {
  return row.signatoryId === signatoryId ? verdictOf(round, slot, row, tenures, moment) : decisionVerdict(row.facts, actOf(round, slot, signatoryId, moment));
}

function actOf(round: RoundRow, slot: Slot, personId: string, moment: SigningMoment): ActToSign {
  return { moment, object: round.act?.kind ?? 'agreement', contentHash: round.facts.contentHash ?? '', personId, body: { id: slot.bodyId, kind: bodyKindOf(round, slot) } };
}

/** What a body decided, as far as it holds for whoever is asked now: a delegation of the assembly stays with the person it was given to. */
export function decisionFor(row: DescribedOf | null, signatoryId: string): BodyDecision | null {
  const decision = row?.facts.decision ?? null;
  return row?.signatoryId === signatoryId || decision?.kind !== 'standing' ? decision : null;
}

/** Whoever signs in their own right as the holder of an office is that holder: the préfecture said so when it described the title. */
function tenureOf({ id, office, from, until }: TenureRow, { power }: SigningAuthority, signatoryId: string): Tenure {
  const claimed = power.kind === 'own_right' && power.tenureId === id;
  return { id, office, bodyId: prefetBodyId, holderId: claimed ? signatoryId : id, from, until };
}

function faultSentence(fault: AuthorityFault, kind: SigningBodyKind): string {
  const { reason, remedy, bases } = authorityFaultText(fault, kind);
  return `${reason} ${remedy} (${bases.join(' ; ')})`;
}

/** The power is what was described of that person; in their own right while nobody has said otherwise. */
export function titleWith({ slot, kind, recorded }: Pick<PlaceAuthority, 'slot' | 'kind' | 'recorded'>, decision: BodyDecision): SigningAuthority {
  const power = recorded?.signatoryId === slot.signatoryId ? recorded.facts.power : ({ kind: 'own_right', office: officesOf(kind)[0] ?? 'head', tenureId: null } as const);
  return { bodyId: slot.bodyId, power, decision };
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Where a paper is kept; the same for whoever sent it. */
export function authorityFilePlace({ sha256: hash }: { sha256: string }): string {
  return `authorities/${hash.slice(0, 2)}/${hash}`;
}
