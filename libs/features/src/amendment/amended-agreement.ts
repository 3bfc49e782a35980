import { Inject, Injectable } from '@nestjs/common';
import { dayAt, prefetBodyId, seatsOf, structuresAfter } from '#libs/domain';
import type { AgreementStanding, AmendedAgreement, Dossier, LegalDay, PartyKind, RequiredSignatory, Seat, Structure, TermState } from '#libs/domain';
import { agreementById, agreements, partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { loadDossier } from '#libs/features/directory';
import { loadRound } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, Database, instantOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { AgreementWords } from './agreement-words.js';
import type { ArticleWords } from './agreement-words.js';
import { amendmentsOf } from './amendment.store.js';
import type { AmendmentRow } from './amendment.store.js';

/** Everything an amendment is prepared, judged and shown with, on one day. */
export type AmendmentContext = {
  agreement: AgreementRow;
  /** The round it was signed by, with the dossier of that day. */
  round: RoundRow;
  today: LegalDay;
  /** The directory as it is now. */
  dossier: Dossier;
  /** Bound today. */
  parties: readonly AgreementParty[];
  /** Of the agreement today, as the directory describes them. */
  structures: readonly Structure[];
  /** In force or not. */
  amendments: readonly AmendmentRow[];
  articles: readonly ArticleWords[];
  /** What the table asks to know. */
  amended: AmendedAgreement;
};

const standings: Record<TermState, AgreementStanding> = {
  signed: 'not_yet', in_force: 'in_force', notice_closing: 'in_force', notice_closed: 'in_force', executed_in_fact: 'expired', terminating: 'ending', ended: 'ended',
};
const minutesPerHour = 60;
const reader = systemActor('amendments');

/** Reads the agreement that is amended. In the service's own name: who signs does not depend on what the asker may read of the directory. */
@Injectable()
export class AmendedAgreements {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly words: AgreementWords, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Null when there is no such agreement. */
  async of(agreementId: string): Promise<AmendmentContext | null> {
    const known = await this.db.withIdentity(reader, (tx) => agreementById(tx, agreementId));
    if (!known) return null;
    // The calendar speaks first: an agreement may have come into force, or ended, since it was last looked at.
    await this.runner.tick(agreements, agreementId);
    const read = await this.db.withIdentity(reader, async (tx) => {
      const agreement = (await agreementById(tx, agreementId))!;
      const today = dayAt(instantOf(this.clock), agreement.timeZone);
      const [round, dossier] = [await loadRound(tx, agreement.roundId), await loadDossier(tx, agreement.departementCode, today)];
      return { agreement, today, round, dossier, parties: await partiesOf(tx, agreementId, today), amendments: await amendmentsOf(tx, agreementId) };
    });
    const articles = await this.words.articles(read.round);
    const structures = boundStructures(read.round, read.amendments, read.dossier, read.today);
    return { ...read, articles, structures, amended: amendedOf({ ...read, articles, structures }) };
  }
}

/** The structures of the agreement on a day: those signed, less those that left, with those that came. */
export function boundStructures(round: RoundRow, amended: readonly AmendmentRow[], dossier: Dossier, on: LegalDay): Structure[] {
  const signed = (round.dossier ?? dossier).structures.map(({ id }) => id);
  const bound = new Set(structuresAfter(signed, amended.filter(({ state }) => state === 'in_force').map(({ facts }) => facts), on));
  return dossier.structures.filter(({ id }) => bound.has(id));
}

function amendedOf({ agreement, dossier, parties, structures, amendments, articles }: Omit<AmendmentContext, 'amended'>): AmendedAgreement {
  const numbers = amendments.flatMap(({ facts }) => facts.number ?? []);
  const seated = new Set([...seatsOf(dossier).map(({ bodyId }) => bodyId), ...dossier.localPartners.flatMap(({ id, signatory }) => (signatory ? [id] : []))]);
  const bodies = [prefetBodyId, ...dossier.gestionnaires.map(({ id }) => id), ...dossier.nationalPartners.map(({ id }) => id), ...dossier.localPartners.map(({ id }) => id)];
  const bound = new Set(parties.map(({ partyId }) => partyId));
  return {
    standing: standings[agreement.state],
    nextNumber: Math.max(0, ...numbers) + 1,
    articles: articles.map(({ number }) => number),
    parties: parties.map(({ partyId, kind }) => ({ id: partyId, kind })),
    // Whoever runs a structure and left the agreement took it along.
    structures: structures.filter(({ gestionnaireId }) => gestionnaireId === null || bound.has(gestionnaireId)).map(({ id, gestionnaireId }) => ({ id, gestionnaireId })),
    withoutSignatory: [...new Set([...bodies, ...bound])].filter((id) => !seated.has(id)),
    hours: { thresholdMinutes: agreement.readings['horaires.seuil_heures'] * minutesPerHour, noticeDays: agreement.readings['horaires.preavis_jours'] },
  };
}

/** What a body is called, party or not; its id when the directory knows it no more. */
export function bodyName({ dossier, parties }: Pick<AmendmentContext, 'dossier' | 'parties'>, id: string): string {
  const national = dossier.nationalPartners.find((body) => body.id === id);
  return parties.find(({ partyId }) => partyId === id)?.name ?? dossier.gestionnaires.find((body) => body.id === id)?.name ?? (national && (national.localBody || national.name)) ?? dossier.localPartners.find((body) => body.id === id)?.name ?? id;
}

export function structureName({ dossier, round }: Pick<AmendmentContext, 'dossier' | 'round'>, id: string): string {
  return [...dossier.structures, ...(round.dossier?.structures ?? [])].find((structure) => structure.id === id)?.name ?? id;
}

export const partyQualities: Record<PartyKind, string> = { prefet: 'préfet', gestionnaire: 'gestionnaire France Services', national_partner: 'partenaire national', local_partner: 'partenaire local' };

/** The seats of those who sign, préfet last, as at the signing of the agreement; a local partner sits with the others. */
export function seatsFor(signatories: readonly RequiredSignatory[], dossier: Dossier): Seat[] {
  const known = seatsOf(dossier);
  const firstGroup = Math.min(...known.map(({ group }) => group));
  return signatories.flatMap(({ id, kind }): Seat[] => {
    const seat = known.find(({ bodyId }) => bodyId === id);
    if (seat) return [seat];
    const partner = kind === 'local_partner' ? dossier.localPartners.find((body) => body.id === id) : undefined;
    if (!partner?.signatory) return [];
    return [{ college: 'partenaire_local', group: firstGroup, bodyId: id, bodyName: partner.name, capacity: 'partenaire local France Services, par son représentant habilité', signatory: partner.signatory }];
  });
}
