import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, demarchesOffered, partnersInForce, structuresAfter } from '#libs/domain';
import type { AmendmentFacts, LegalDay, MandateStanding, TermState } from '#libs/domain';
import { agreements } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { nationalPartnerId, nationalPartnerReferences } from '#libs/features/directory';
import { CLOCK, Database, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';

/** The structure as its mandates need it: named, placed in its own time, with who runs it. */
export type MandateStructure = { id: string; name: string; city: string; phone: string | null; departementCode: string; timeZone: string; gestionnaireId: string; gestionnaireName: string };

export type BindingAgreement = Pick<AgreementRow, 'id' | 'readings'>;

export type StandingOfStructure = {
  structure: MandateStructure;
  today: LegalDay;
  /** In force today, and binding the structure; null: no mandate is issued. */
  agreement: BindingAgreement | null;
  /** What the table of mandates is told. */
  standing: MandateStanding;
  partnerNames: ReadonlyMap<string, string>;
};

/** A recorded termination runs until its day. Past its term, an agreement executed in fact binds no new mandate, and ends none. */
const inForce: ReadonlySet<TermState> = new Set<TermState>(['in_force', 'notice_closing', 'notice_closed', 'terminating']);
const living: ReadonlySet<TermState> = new Set<TermState>([...inForce, 'executed_in_fact']);

const reader = systemActor('mandates');

/** What a structure may do that day. Read in the service's own name: an agent sees no agreement, and must know whether one binds them. */
@Injectable()
export class MandateStandings {
  /** What each round signed never changes: read once. One entry per agreement of the service. */
  private readonly signed = new Map<string, readonly string[]>();

  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Null when the directory knows no such structure. */
  of(structureId: string): Promise<StandingOfStructure | null> {
    return this.caughtUp(structureId, async (tx, { agreementsDue: _, present: met, ...structure }) => {
      const today = this.today(structure);
      const [agreement, present] = [await this.binding(tx, structure, inForce), presentOn(today, structure, met)];
      const standing = { agreementId: agreement?.id ?? null, demarches: demarchesOffered(present.map(({ code }) => code)), partners: present.map(({ id }) => id) };
      return { structure, today, agreement, standing, partnerNames: new Map(present.map(({ id, name }) => [id, name])) };
    });
  }

  /** Whether an agreement still binds the structure, in force or executed in fact: as long as one does, its mandates go on. */
  async isBound(structureId: string): Promise<boolean> {
    return (await this.caughtUp(structureId, (tx, structure) => this.binding(tx, structure, living))) !== null;
  }

  /** By id, whether they are present in a structure or not: a mandate outlives a presence. */
  partnerNames(departementCode: string, day: LegalDay): Promise<ReadonlyMap<string, string>> {
    return this.db.read(reader, async (tx) => new Map((await partnersOf(tx, departementCode, day)).map(({ id, name }) => [id, name])));
  }

  structure(id: string): Promise<MandateStructure | null> {
    return this.db.read(reader, (tx) => structureOf(tx, id, this.clock.now()));
  }

  /** The calendar speaks first: an agreement may have come into force, or ended, since it was last looked at. It has nothing to say on most days. */
  private async caughtUp<T>(structureId: string, read: (tx: EntityManager, structure: KnownStructure) => Promise<T>): Promise<T | null> {
    const attempt = (settled: boolean) => this.db.read(reader, async (tx): Promise<{ due: string[]; answer: T | null }> => {
      const structure = await structureOf(tx, structureId, this.clock.now());
      if (!structure) return { due: [], answer: null };
      const due = settled ? [] : structure.agreementsDue;
      return due.length > 0 ? { due, answer: null } : { due, answer: await read(tx, structure) };
    });
    const { due, answer } = await attempt(false);
    for (const id of due) await this.runner.tick(agreements, id);
    return due.length > 0 ? (await attempt(true)).answer : answer;
  }

  private today({ timeZone }: Pick<MandateStructure, 'timeZone'>): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }

  /** Of several agreements that bind it, the latest signed: signed with the structure in it, or amended to have it; and whoever runs it is still a party. */
  private async binding(tx: EntityManager, { id, departementCode, gestionnaireId, timeZone }: MandateStructure, states: ReadonlySet<TermState>): Promise<BindingAgreement | null> {
    const today = this.today({ timeZone });
    for (const { roundId, amended, ...agreement } of await agreementsHeldBy(tx, departementCode, gestionnaireId, today, states)) if (structuresAfter(await this.signedStructures(tx, roundId), amended, today).includes(id)) return agreement;
    return null;
  }

  private async signedStructures(tx: EntityManager, roundId: string): Promise<readonly string[]> {
    const known = this.signed.get(roundId);
    if (known) return known;
    const rows: { id: string }[] = await tx.query(`select structure->>'id' as id from round, jsonb_array_elements(dossier->'structures') structure where round.id = $1`, [roundId]);
    const ids = rows.map(({ id }) => id);
    this.signed.set(roundId, ids);
    return ids;
  }
}

/** With the agreements of its département that the calendar has yet to look at, and those whom the directory says present in it. */
type KnownStructure = MandateStructure & { agreementsDue: string[]; present: readonly PresentPartner[] };
type PresentPartner = { national: boolean; key: string; name: string };

async function structureOf(tx: EntityManager, id: string, now: Date): Promise<KnownStructure | null> {
  const rows: KnownStructure[] = await tx.query(
    `select s.id, s.name, s.city, s.phone, s.departement_code as "departementCode", d.time_zone as "timeZone", s.gestionnaire_id as "gestionnaireId", g.name as "gestionnaireName",
       array(select a.id::text from agreement a where a.departement_code = s.departement_code and a.due_at <= $2) as "agreementsDue",
       coalesce((select jsonb_agg(present order by name, key) from (
         select true as national, p.national_partner_code as key, coalesce(b.local_body, '') as name
           from structure_national_partner p left join national_partner_body b on b.departement_code = s.departement_code and b.national_partner_code = p.national_partner_code where p.structure_id = s.id
         union all select false, l.id::text, l.name from local_partner_structure p join local_partner l on l.id = p.local_partner_id where p.structure_id = s.id) present), '[]') as present
     from structure s join departement d on d.code = s.departement_code join gestionnaire g on g.id = s.gestionnaire_id where s.id = $1`, [id, now],
  );
  return rows[0] ?? null;
}

/** Of the département, in those states, with that gestionnaire among their parties that day; the latest signed first. */
function agreementsHeldBy(tx: EntityManager, departementCode: string, gestionnaireId: string, day: LegalDay, states: ReadonlySet<TermState>): Promise<(BindingAgreement & { roundId: string; amended: AmendmentFacts[] })[]> {
  return tx.query(
    `select a.id, a.readings, a.round_id as "roundId", coalesce((select jsonb_agg(m.facts order by m.created_at, m.id) from amendment m where m.agreement_id = a.id and m.state = 'in_force'), '[]') as amended
     from agreement a where a.departement_code = $1 and a.state = any($4)
       and exists (select from agreement_party p where p.agreement_id = a.id and p.party_id = $2 and p.since <= $3::date and (p.until is null or p.until >= $3::date))
     order by a.signed_on desc, a.created_at desc`, [departementCode, gestionnaireId, day, [...states]],
  );
}

type KnownPartner = { id: string; code: string; name: string };

/** Every partner of the département under the name it bears that day; of the national ones, those that belong (art. 2.2). */
async function partnersOf(tx: EntityManager, departementCode: string, day: LegalDay): Promise<KnownPartner[]> {
  const bodies: { code: string; name: string }[] = await tx.query(`select national_partner_code as code, local_body as name from national_partner_body where departement_code = $1 and local_body <> ''`, [departementCode]);
  const local: KnownPartner[] = await tx.query(`select id, 'local' as code, name from local_partner where departement_code = $1 order by name, id`, [departementCode]);
  const named = new Map(bodies.map(({ code, name }) => [code, name]));
  return [...partnersInForce(nationalPartnerReferences, day).map(({ code, name }) => ({ id: nationalPartnerId(departementCode, code), code, name: named.get(code) ?? name })), ...local];
}

/** Under the names of that day: the national ones in their order, then the local ones. */
function presentOn(day: LegalDay, { departementCode }: MandateStructure, present: readonly PresentPartner[]): KnownPartner[] {
  const national = new Map(present.filter((one) => one.national).map(({ key, name }) => [key, name]));
  return [
    ...partnersInForce(nationalPartnerReferences, day).filter(({ code }) => national.has(code)).map(({ code, name }) => ({ id: nationalPartnerId(departementCode, code), code, name: national.get(code) || name })),
    ...present.filter((one) => !one.national).map(({ key, name }) => ({ id: key, code: 'local', name })),
  ];
}
