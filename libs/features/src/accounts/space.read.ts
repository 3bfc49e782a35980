import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, examineOpening, gaps, gapSentence, MINIMUM_OPENING_DAYS, MINIMUM_WEEKLY_MINUTES } from '#libs/domain';
import type { Dossier, Gap, LegalDay, LocalPartner, NationalPartner, RoundState, Structure } from '#libs/domain';
import { cardCounts } from '#libs/features/directory-pages';
import { AgreementAsks, Chronicle } from '#libs/features/agreement';
import type { Ask } from '#libs/features/agreement';
import { directoryLinks, loadDossier } from '#libs/features/directory';
import { actorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { RoundReader, roundLinks, roundsOf, subjectOf } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, Database, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { formatDays, formatMinutes } from '#libs/ui';
import { timeZoneOf } from './account-journal.js';
import { deadlinesOf, houseLives } from './space.deadlines.js';
import type { HouseLives, SpaceDeadline } from './space.deadlines.js';
import { agreementSentence, hasDocument, signatureAwaited } from './agreement-sentence.js';

/** A home shows what is alive: the last rounds, not the history. */
const roundsMax = 5;

export type SpaceStructure = { id: string; name: string; city: string; href: string; opening: { minutes: number; days: number } | null; missing: string[] };
export type SpaceAgreement = { id: string; /** « Convention CDFS-48-2026-001 », or the title of an act. */ name: string; sentence: string; documentHref: string | null; awaited: boolean };
export type SpaceReferent = { partner: string; fullName: string; phone: string | null; email: string | null; href: string | null };
export type RoundShown = { /** « Tournée CDFS-48-2026-001 », or the title of an act. */ name: string; href: string; sentence: string; pressing: boolean };

export type Space =
  | { role: 'prefecture' | 'auditor'; rounds: RoundShown[]; incomplete: number; cards: number; requests: number; /** Day of the last import; null when there was none. */ lastImport: Date | null; lives: HouseLives; asks: Ask[] }
  | { role: 'gestionnaire'; asks: Ask[]; deadlines: SpaceDeadline[]; today: LegalDay; agreements: SpaceAgreement[]; structures: SpaceStructure[]; missing: { sentence: string; href: string }[]; cardHref: string; agents: number }
  | { role: 'partner'; asks: Ask[]; deadlines: SpaceDeadline[]; today: LegalDay; agreements: SpaceAgreement[]; cardHref: string; /** A local partner, which becomes a party by asking (art. 7). */ local: boolean; missing: { sentence: string; href: string }[]; offers: { label: string; schedule: string | null; structure: string; href: string }[]; referents: SpaceReferent[]; structures: { name: string; city: string }[] }
  | { role: 'agent'; asks: Ask[]; structure: (SpaceStructure & { address: string; phone: string | null; email: string | null; equipment: Structure['equipment'] }) | null; referents: SpaceReferent[] };

/** What each role finds on its home. Everything is read under the person's own identity: row-level security leaves only what is theirs. */
@Injectable()
export class SpaceReader {
  constructor(private readonly db: Database, private readonly rounds: RoundReader, private readonly chronicle: Chronicle, private readonly asks: AgreementAsks, @Inject(CLOCK) private readonly clock: Clock) {}

  async read(account: Account): Promise<Space> {
    if (account.role === 'prefecture' || account.role === 'auditor') return this.house(account, account.role);
    return this.db.withIdentity(actorOf(account), async (tx) => {
      const today = dayAt(instantOf(this.clock), await timeZoneOf(tx, account.departementCode));
      const dossier = await loadDossier(tx, account.departementCode, today);
      const organisation = account.organisationId ?? '';
      const asks = await this.asks.of(tx, { account, today });
      if (account.role === 'agent') return agentSpace(dossier, organisation, asks);
      const agreements = await this.agreements(tx, account.departementCode, organisation, today);
      const mine = { asks, deadlines: await deadlinesOf(tx, account.departementCode, organisation, today), today };
      return account.role === 'partner' ? partnerSpace(dossier, organisation, agreements, mine) : gestionnaireSpace(dossier, organisation, agreements, mine, await agentsManaged(tx));
    });
  }

  private async house(account: Account, role: 'prefecture' | 'auditor'): Promise<Space> {
    const lines = await this.rounds.list(account.departementCode, actorOf(account));
    return this.db.withIdentity(actorOf(account), async (tx) => {
      const today = dayAt(instantOf(this.clock), await timeZoneOf(tx, account.departementCode));
      const dossier = await loadDossier(tx, account.departementCode, today);
      return {
        role,
        rounds: lines.filter(({ state }) => !['sealed', 'abandoned', 'superseded'].includes(state)).slice(0, roundsMax).map(({ id, number, actTitle, state, signed, total, blockedBy }) => ({
          name: actTitle ?? `Tournée ${number}`, href: state === 'draft' && !actTitle && role === 'prefecture' ? roundLinks.checks(id) : roundLinks.page(id), pressing: state === 'blocked' || state === 'expired',
          sentence: blockedBy ?? sentencesBefore[state] ?? `${signed} signatures sur ${total}`,
        })),
        ...cardCounts(dossier),
        requests: await openRequests(tx),
        lastImport: await lastImportAt(tx),
        lives: await houseLives(tx, this.chronicle, account.departementCode, today),
        asks: await this.asks.of(tx, { account, today }),
      };
    });
  }

  private async agreements(tx: EntityManager, departementCode: string, bodyId: string, today: LegalDay): Promise<SpaceAgreement[]> {
    return (await roundsOf(tx, departementCode, roundsMax)).filter(({ state }) => state !== 'draft' && state !== 'confirming').map((round: RoundRow) => ({ round, subject: subjectOf(round) })).map(({ round: { id, number, state, facts }, subject }) => ({
      id, name: subject.act ? subject.title : `Convention ${number}`, sentence: agreementSentence({ state, facts, bodyId, today, subject }), documentHref: hasDocument(state) ? roundLinks.document(id) : null, awaited: signatureAwaited({ state, facts, bodyId }),
    }));
  }
}

/** Before anybody may sign. */
const sentencesBefore: Partial<Record<RoundState, string>> = { draft: 'En préparation', confirming: 'Annexes à confirmer', assembling: 'Le document s’assemble', project: 'Texte arrêté, signature à ouvrir' };

type Mine = { asks: Ask[]; deadlines: SpaceDeadline[]; today: LegalDay };

function gestionnaireSpace(dossier: Dossier, organisation: string, agreements: SpaceAgreement[], mine: Mine, agents: number): Space {
  const found = gaps(dossier, []);
  const own = dossier.structures.filter(({ gestionnaireId }) => gestionnaireId === organisation);
  return { role: 'gestionnaire', ...mine, agreements, structures: own.map((structure) => shown(structure, dossier, found)), missing: missingOf(found, organisation, directoryLinks.gestionnaire(organisation)), cardHref: directoryLinks.gestionnaire(organisation), agents };
}

function partnerSpace(dossier: Dossier, organisation: string, agreements: SpaceAgreement[], mine: Mine): Space {
  const local = dossier.localPartners.find(({ id }) => id === organisation);
  const cardHref = local ? directoryLinks.localPartner(organisation) : directoryLinks.partner(organisation);
  const structureName = (id: string) => dossier.structures.find((structure) => structure.id === id)?.name ?? '';
  return {
    role: 'partner', ...mine, agreements, cardHref, local: local !== undefined, missing: missingOf(gaps(dossier, []), organisation, cardHref),
    offers: dossier.offers.filter(({ partnerId }) => partnerId === organisation).map(({ id, label, schedule, structureId }) => ({ label, schedule, structure: structureName(structureId), href: directoryLinks.offer(id) })),
    referents: referentsOf(dossier, ({ partnerId }) => partnerId === organisation, true),
    structures: dossier.structures.map(({ name, city }) => ({ name, city })),
  };
}

function agentSpace(dossier: Dossier, organisation: string, asks: Ask[]): Space {
  const structure = dossier.structures.find(({ id }) => id === organisation);
  const { address, postcode, city, phone, email, equipment } = structure ?? { address: '', postcode: '', city: '', phone: null, email: null, equipment: [] };
  return {
    role: 'agent', asks,
    structure: structure ? { ...shown(structure, dossier, []), address: `${address}, ${postcode} ${city}`, phone, email, equipment } : null,
    referents: referentsOf(dossier, ({ structureId }) => structureId === null || structureId === organisation, false),
  };
}

function referentsOf(dossier: Dossier, suits: (referent: Dossier['referents'][number]) => boolean, linked: boolean): SpaceReferent[] {
  const partners: readonly (NationalPartner | LocalPartner)[] = [...dossier.nationalPartners, ...dossier.localPartners];
  return dossier.referents.filter(suits).map(({ id, partnerId, fullName, phone, email }) => ({
    partner: partners.find((partner) => partner.id === partnerId)?.name ?? '', fullName, phone, email, href: linked ? directoryLinks.referent(id) : null,
  }));
}

/** Hours as art. 4.2 counts them, with those of the antennes; what is missing, in sentences. */
function shown(structure: Structure, dossier: Dossier, found: readonly Gap[]): SpaceStructure {
  const { id, name, city } = structure;
  const antennes = dossier.structures.filter(({ format, principalId }) => format === 'antenne' && principalId === id);
  return { id, name, city, href: directoryLinks.structure(id), opening: structure.hours ? examineOpening(structure, antennes) : null, missing: found.filter(({ subject }) => subject.id === id).map(askedSentence) };
}

function missingOf(found: readonly Gap[], organisation: string, href: string): { sentence: string; href: string }[] {
  return found.filter(({ subject }) => subject.id === organisation).map((gap) => ({ sentence: askedSentence(gap), href }));
}

/** The sentence of a gap is the préfecture's. Whoever runs the structure grants no waiver: they ask for one. */
function askedSentence(gap: Gap): string {
  if (gap.code !== 'structure_opening_insufficient') return gapSentence(gap);
  const { structure, minutes, days } = gap.params;
  return `La structure « ${structure} » ouvre ${formatMinutes(minutes)} sur ${formatDays(days)} par semaine, au lieu de ${formatMinutes(MINIMUM_WEEKLY_MINUTES)} sur ${formatDays(MINIMUM_OPENING_DAYS)} au moins (article 4.2). Corrigez ses horaires, ou demandez une dérogation motivée à la préfecture.`;
}

/** Of the structures of the gestionnaire who acts. */
async function agentsManaged(tx: EntityManager): Promise<number> {
  const rows: { count: number }[] = await tx.query(`select count(*)::int as count from membership where role = 'agent' and ended_at is null and paraphe_manages(organisation_id)`);
  return rows[0]!.count;
}

/** Requests about personal data that wait for an answer, of those the actor may see. */
async function openRequests(tx: EntityManager): Promise<number> {
  const rows: { count: number }[] = await tx.query(`select count(*)::int as count from data_request where state in ('waiting', 'pressing') and departement_code = paraphe_departement() and paraphe_role() = 'prefecture'`);
  return rows[0]!.count;
}

async function lastImportAt(tx: EntityManager): Promise<Date | null> {
  const rows: { at: Date | null }[] = await tx.query(`select max(applied_at) as at from directory_import where state = 'applied'`);
  return rows[0]?.at ?? null;
}
