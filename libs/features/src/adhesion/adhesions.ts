import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, draftedAdhesion, possibleEvents, standingRefusal, adhesionWorkflow } from '#libs/domain';
import type { Adhesion, JoinedAgreement, LegalDay, Standing, VoteChoice } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { agreementById, agreements, agreementsOf, partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { CLOCK, Database, instantOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Clock } from '#libs/platform';
import type { AskRefusal, DeskRefusal } from './adhesion-desk.js';
import { adhesionById, adhesions, adhesionsWhere, hasOpenRequest, insertAdhesion, localPartner, partnerName, structuresNamed, structuresRunBy } from './adhesion.store.js';
import type { AdhesionRow, JoinableStructure, NamedStructure } from './adhesion.store.js';

/** An agreement as whoever wants to join it sees it: no more than its number, its structures and who runs them. */
export type Joinable = { agreement: AgreementRow; today: LegalDay; gestionnaires: AgreementParty[]; structures: JoinableStructure[]; partners: { id: string; name: string }[]; partnerId: string | null };

/** What somebody may do to a request now. */
export type AdhesionRights = { vote: boolean; withdraw: boolean; openSigning: boolean; followRound: boolean };

/** A request with all that its page says. */
export type AdhesionFile = { row: AdhesionRow; agreement: AgreementRow; today: LegalDay; partner: string; structures: NamedStructure[]; nameOf: (gestionnaireId: string) => string; rights: AdhesionRights };

export type ListedAdhesion = AdhesionRow & { partner: string };
export type NewAdhesion = { partnerId: string | null; structureIds: readonly string[]; offer: string };
export type Done = { ok: true; id: string } | { ok: false; refusal: AskRefusal };

/** A local partner does not see an agreement it is no party to: the desk looks for it, and shows what it must know. */
const desk = systemActor('adhesion-desk');
const refusedByDesk = (code: DeskRefusal): Done => ({ ok: false, refusal: { by: 'desk', code } });

/** Thrown to leave nothing of a request that the table refuses. */
class Refused extends Error {
  constructor(readonly refusal: AskRefusal) {
    super(refusal.code);
  }
}

/** Adhesions, from the form to the signed act. Every change goes through the table, in the name of who asks. */
@Injectable()
export class Adhesions {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The agreement that is open to adhesion in a département; failing that the latest, which says why it is not. */
  async joinable({ standing }: Principal, agreementId: string | null = null): Promise<Joinable | null> {
    return this.db.withIdentity(desk, async (tx) => {
      const known = (await agreementsOf(tx, standing.departementCode)).filter(({ id }) => agreementId === null || id === agreementId);
      const agreement = known.find(({ state }) => standingRefusal(state) === null) ?? known[0];
      if (!agreement) return null;
      const today = this.today(agreement);
      const gestionnaires = (await partiesOf(tx, agreement.id, today)).filter(({ kind }) => kind === 'gestionnaire');
      const partners: { id: string; name: string }[] = await tx.query('select id::text as id, name from local_partner where departement_code = $1 order by name, id', [standing.departementCode]);
      return {
        agreement, today, gestionnaires, structures: await structuresRunBy(tx, agreement.departementCode, gestionnaires.map(({ partyId }) => partyId)),
        partners: standing.role === 'prefecture' ? partners : [], partnerId: standing.role === 'partner' && partners.some(({ id }) => id === standing.organisationId) ? standing.organisationId : null,
      };
    });
  }

  async list({ actor, standing }: Principal, agreementId: string | null = null): Promise<ListedAdhesion[]> {
    const rows = await this.db.withIdentity(actor, (tx) => adhesionsWhere(tx, agreementId ? { agreementId } : { departementCode: standing.departementCode }));
    return this.db.withIdentity(desk, async (tx) => {
      const listed: ListedAdhesion[] = [];
      for (const row of rows) listed.push({ ...row, partner: await partnerName(tx, row.partnerId) });
      return listed;
    });
  }

  async find(id: string, { actor, standing }: Principal): Promise<AdhesionFile | null> {
    const row = await this.db.withIdentity(actor, (tx) => adhesionById(tx, id));
    return row && this.db.withIdentity(desk, (tx) => this.fileOf(tx, row, rightsOn(row, standing)));
  }

  /** The same for the service's own work: nobody acts, so nobody may do anything. */
  async load(id: string): Promise<AdhesionFile> {
    return this.db.withIdentity(desk, async (tx) => {
      const row = await adhesionById(tx, id);
      if (!row) throw new Error(`No adhesion ${id}`);
      return this.fileOf(tx, row, { vote: false, withdraw: false, openSigning: false, followRound: false });
    });
  }

  /** A request that the table refuses leaves nothing. */
  async ask(agreementId: string, { partnerId: chosen, structureIds, offer }: NewAdhesion, { actor, standing }: Principal): Promise<Done> {
    const partnerId = standing.role === 'prefecture' ? chosen : standing.organisationId;
    await this.runner.tick(agreements, agreementId);
    const seen = await this.db.withIdentity(desk, async (tx) => {
      const agreement = await agreementById(tx, agreementId);
      const partner = partnerId ? await localPartner(tx, standing.departementCode, partnerId) : null;
      return agreement && partner ? { agreement, partner, joined: await joinedBy(tx, agreement, partner.id, this.today(agreement)) } : { agreement, partner };
    });
    if (!seen.agreement) return refusedByDesk('no_agreement');
    if (!seen.partner || !seen.joined) return refusedByDesk(standing.role === 'prefecture' ? 'partner_unknown' : 'not_local_partner');
    const { agreement, partner, joined } = seen;
    const id = randomUUID();
    const facts = draftedAdhesion({ id, agreementId, partnerId: partner.id, structureIds, offer });
    try {
      await this.db.withIdentity(actor, async (tx) => {
        await insertAdhesion(tx, { id, agreementId, departementCode: agreement.departementCode, timeZone: agreement.timeZone, partnerId: partner.id, facts, createdAt: this.clock.now(), createdBy: actor.id });
        const asked = await this.runner.submitIn(tx, adhesions, id, { type: 'ask', agreement: joined }, actor);
        if (!asked.accepted) throw new Refused({ by: 'adhesion', code: asked.refusal });
      });
    } catch (fault) {
      if (fault instanceof Refused) return { ok: false, refusal: fault.refusal };
      // Two requests that cross: the second meets the first one's row.
      if (fault instanceof Error && /adhesion_open/.test(fault.message)) return { ok: false, refusal: { by: 'adhesion', code: 'request_open_already' } };
      throw fault;
    }
    return { ok: true, id };
  }

  vote(id: string, { choice, reason }: { choice: VoteChoice; reason: string }, by: Principal): Promise<Done> {
    const { role, organisationId } = by.standing;
    if (role !== 'gestionnaire' || !organisationId) return Promise.resolve(refusedByDesk('not_yours'));
    return this.submit(id, { type: 'vote', gestionnaireId: organisationId, choice, reason }, by);
  }

  async withdraw(id: string, by: Principal): Promise<Done> {
    const row = await this.db.withIdentity(by.actor, (tx) => adhesionById(tx, id));
    return row && actsForPartner(row, by.standing) ? this.submit(id, { type: 'withdraw' }, by) : refusedByDesk('not_yours');
  }

  private async submit(id: string, command: Adhesion['command'], { actor }: Principal): Promise<Done> {
    const done = await this.runner.submit(adhesions, id, command, actor);
    return done.accepted ? { ok: true, id } : { ok: false, refusal: { by: 'adhesion', code: done.refusal } };
  }

  private async fileOf(tx: EntityManager, row: AdhesionRow, rights: AdhesionRights): Promise<AdhesionFile> {
    const agreement = await agreementById(tx, row.agreementId);
    if (!agreement) throw new Error(`No agreement ${row.agreementId}`);
    const names = new Map((await partiesOf(tx, agreement.id)).map(({ partyId, name }) => [partyId, name]));
    const nameOf = (id: string): string => names.get(id) ?? 'Gestionnaire';
    return { row, agreement, today: this.today(agreement), partner: await partnerName(tx, row.partnerId), structures: await structuresNamed(tx, row.facts.structureIds), nameOf, rights };
  }

  private today({ timeZone }: Pick<AgreementRow, 'timeZone'>): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }
}

function rightsOn(row: AdhesionRow, standing: Standing): AdhesionRights {
  const possible = possibleEvents(adhesionWorkflow, row.state);
  const isClerk = standing.role === 'prefecture';
  return {
    vote: possible.has('vote') && standing.role === 'gestionnaire' && standing.organisationId !== null && row.facts.concernedIds.includes(standing.organisationId),
    withdraw: possible.has('withdraw') && actsForPartner(row, standing),
    openSigning: isClerk && row.state === 'accepted',
    followRound: (isClerk || standing.role === 'auditor') && row.facts.roundId !== null,
  };
}

/** The partner, or the préfecture that entered the request in its name. */
function actsForPartner({ partnerId }: AdhesionRow, { role, organisationId }: Standing): boolean {
  return role === 'prefecture' || (role === 'partner' && organisationId === partnerId);
}

async function joinedBy(tx: EntityManager, { id, departementCode, state, facts, readings }: AgreementRow, partnerId: string, today: LegalDay): Promise<JoinedAgreement> {
  const parties = await partiesOf(tx, id, today);
  const structures = await structuresRunBy(tx, departementCode, parties.filter(({ kind }) => kind === 'gestionnaire').map(({ partyId }) => partyId));
  return {
    state, inForceSince: facts.inForceSince, partyIds: parties.map(({ partyId }) => partyId), structures: structures.map((structure) => ({ id: structure.id, gestionnaireId: structure.gestionnaireId })),
    byAct: readings['partenaires_locaux.adhesion'] === 'acte_separe', requestOpen: await hasOpenRequest(tx, id, partnerId),
  };
}
