import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { currentLastUsefulDay, currentTermEndsOn, dayAt, dayWords } from '#libs/domain';
import type { LegalDay, LocalPartner, Seat } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { agreementById, agreements, partiesOf } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { departementOf, loadDossier } from '#libs/features/directory';
import type { AdhesionPrint } from '#libs/features/papers';
import { RoundActs, loadRound } from '#libs/features/round';
import { CLOCK, CONFIG, Database, instantOf, WorkflowRunner } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { formatHash } from '#libs/ui';
import type { AskRefusal } from './adhesion-desk.js';
import { adhesionReasons, ofName, voteSentence } from './adhesion-words.js';
import { adhesionById, adhesions, structuresNamed } from './adhesion.store.js';
import type { AdhesionRow } from './adhesion.store.js';
import type { Done } from './adhesions.js';

/** One seat, so one group. */
const onlyGroup = 1;
const capacity = 'partenaire local France Services, par son représentant habilité';

class Refused extends Error {
  constructor(readonly refusal: AskRefusal) {
    super(refusal.code);
  }
}

/** The adhesion act, once every gestionnaire concerned agrees: signed apart by the partner alone, through the usual link (decision 10). */
@Injectable()
export class AdhesionSigning {
  constructor(
    private readonly db: Database, private readonly runner: WorkflowRunner, private readonly acts: RoundActs, @Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Who would sign; null when the directory names nobody. */
  signatory(row: AdhesionRow, { actor }: Principal): Promise<LocalPartner['signatory']> {
    return this.db.withIdentity(actor, async (tx) => (await this.partner(tx, row))?.signatory ?? null);
  }

  async open(id: string, collectUntil: LegalDay, { actor }: Principal): Promise<Done> {
    const known = await this.db.withIdentity(actor, (tx) => adhesionById(tx, id));
    if (known) await this.runner.tick(agreements, known.agreementId);
    try {
      await this.db.withIdentity(actor, async (tx) => {
        const row = await adhesionById(tx, id);
        const agreement = row && (await agreementById(tx, row.agreementId));
        if (!row || !agreement) throw new Refused({ by: 'desk', code: 'not_yours' });
        const seat = await this.seat(tx, row);
        if (collectUntil <= dayAt(instantOf(this.clock), row.timeZone)) throw new Refused({ by: 'desk', code: 'deadline_past' });
        const opened = await this.acts.open(tx, {
          act: { kind: 'adhesion', id, agreementId: agreement.id, agreementNumber: agreement.number, label: 'adhésion', title: `Adhésion ${ofName(seat.bodyName)} à la convention ${agreement.number}`, template: 'adhesion', data: await this.print(tx, row, agreement) },
          number: await nextNumber(tx, agreement.number), departementCode: row.departementCode, seats: [seat], collectUntil,
        }, actor);
        if (!opened.ok) throw new Refused({ by: 'desk', code: opened.refusal === 'levels_unchosen' ? opened.refusal : 'deadline_past' });
        const signing = await this.runner.submitIn(tx, adhesions, id, { type: 'openSigning', roundId: opened.roundId, agreementState: agreement.state }, actor);
        if (!signing.accepted) throw new Refused({ by: 'adhesion', code: signing.refusal });
      });
    } catch (fault) {
      if (fault instanceof Refused) return { ok: false, refusal: fault.refusal };
      throw fault;
    }
    return { ok: true, id };
  }

  private async partner(tx: EntityManager, { departementCode, partnerId, timeZone }: AdhesionRow): Promise<LocalPartner | undefined> {
    const { localPartners } = await loadDossier(tx, departementCode, dayAt(instantOf(this.clock), timeZone));
    return localPartners.find(({ id }) => id === partnerId);
  }

  private async seat(tx: EntityManager, row: AdhesionRow): Promise<Seat> {
    const partner = await this.partner(tx, row);
    if (!partner) throw new Refused({ by: 'desk', code: 'partner_unknown' });
    if (!partner.signatory) throw new Refused({ by: 'desk', code: 'signatory_missing' });
    // Whoever joins is alone to sign: without it there is no adhesion.
    return { college: 'partenaire_local', group: onlyGroup, bodyId: partner.id, bodyName: partner.name, capacity, signatory: partner.signatory, blocks: true };
  }

  /** The act names the legal person and cites the certified text it joins; the person appears in the signature alone (decision 2). */
  private async print(tx: EntityManager, row: AdhesionRow, agreement: AgreementRow): Promise<AdhesionPrint> {
    const { facts, departementCode } = row;
    const [departement, partner, parties, round] = [await departementOf(tx, departementCode), await this.partner(tx, row), await partiesOf(tx, agreement.id), await loadRound(tx, agreement.roundId)];
    const nameOf = (id: string): string => parties.find(({ partyId }) => partyId === id)?.name ?? 'gestionnaire';
    const runBy = new Map((await structureGestionnaires(tx, facts.structureIds)).map(({ id, gestionnaireId }) => [id, gestionnaireId]));
    const { name, code } = departement!;
    return {
      demonstration: this.config.mode === 'demonstration',
      agreement: { number: agreement.number, title: 'Convention départementale France Services', departement: { name, code } },
      signedOn: dayWords(agreement.signedOn),
      contentHash: formatHash(round.facts.contentHash ?? ''),
      partner: { name: partner!.name, siret: partner!.siret ?? '', address: partner!.address === '' ? [] : [partner!.address], email: partner!.email, representative: '', capacity },
      authority: '',
      structures: (await structuresNamed(tx, facts.structureIds)).map((structure) => ({ name: `${structure.name}, ${structure.city}`, gestionnaire: nameOf(runBy.get(structure.id) ?? ''), offer: facts.offer })),
      examinations: facts.votes.map((vote) => ({ label: nameOf(vote.gestionnaireId), text: voteSentence(vote) })),
      prefectureInformedOn: dayWords(facts.askedOn!),
      effectiveOn: 'le jour de sa signature',
      termEndsOn: dayWords(currentTermEndsOn(agreement.facts)),
      lastUsefulDay: dayWords(currentLastUsefulDay(agreement.facts)),
      steps: adhesionReasons(facts, departementCode).filter(({ other }) => !other).map(({ sentence, sources }) => ({ sentence, sources })),
      verification: { url: `${this.config.publicUrl}/verifier` },
    };
  }
}

function structureGestionnaires(tx: EntityManager, ids: readonly string[]): Promise<{ id: string; gestionnaireId: string }[]> {
  return tx.query('select id, gestionnaire_id::text as "gestionnaireId" from structure where id::text = any($1::text[])', [[...ids]]);
}

/** An act that was abandoned keeps its number: the next one takes another, and two opened at once take theirs in turn. */
async function nextNumber(tx: EntityManager, agreementNumber: string): Promise<string> {
  const prefix = `${agreementNumber}-ADH-`;
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [prefix]);
  const [row]: { count: number }[] = await tx.query('select count(*)::int as count from round where starts_with(number, $1)', [prefix]);
  return `${prefix}${(row?.count ?? 0) + 1}`;
}
