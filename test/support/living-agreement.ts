import { randomUUID } from 'node:crypto';
import { addDays, dayAt, defaultReadings, emptyRound, emptySlot, seatsOf, startOfDay } from '#libs/domain';
import type { Dossier, LegalDay, ReadingAnswers, Slot } from '#libs/domain';
import { AccordsCadres, AgreementOpening, agreementById } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { loadDossier } from '#libs/features/directory';
import { instantOf, systemActor } from '#libs/platform';
import type { Service } from './service.js';

export type LivingTerms = {
  departementCode?: string;
  /** The day on which the last party signs: the clock's by default. */
  signedOn?: LegalDay;
  termEndsOn?: LegalDay;
  renewalMonths?: number;
  /** Null: none is recorded. */
  accordCadre?: { concludedOn: LegalDay; endsOn: LegalDay } | null;
  readings?: Partial<ReadingAnswers>;
  /** What its text was made from: today's directory by default, which says in every case who signs. */
  dossier?: Dossier;
};

const test = systemActor('test');

/** An agreement in force between the demonstration's parties: opened as at the seal of a round, without Word, LibreOffice or signatures. */
export async function livingAgreement(service: Service, given: LivingTerms = {}): Promise<AgreementRow> {
  const { departementCode = '48', accordCadre = { concludedOn: '2026-01-01' as LegalDay, endsOn: '2040-12-31' as LegalDay }, termEndsOn = '2027-12-31' as LegalDay } = given;
  const today = dayAt(instantOf(service.clock), 'Europe/Paris');
  const signedOn = given.signedOn ?? today;
  const known = await service.web.get(AccordsCadres).list();
  if (accordCadre && !known.some(({ endsOn }) => endsOn === accordCadre.endsOn)) await service.web.get(AccordsCadres).record({ ...accordCadre, reference: 'Accord cadre national, version de l’essai', sourceUrl: null });
  const chosen = { ...given.readings, ...(given.renewalMonths !== undefined && { 'duree.reconduction_mois': given.renewalMonths }) };
  const modelId = Object.keys(chosen).length === 0 ? 'modele-paraphe' : await modelAnswering(service, { ...defaultReadings, ...chosen });
  const opened = await service.web.get(AgreementOpening).ofRound(await sealedRound(service, { departementCode, signedOn, termEndsOn, modelId, dossier: given.dossier }));
  return service.db.withIdentity(test, async (tx) => (await agreementById(tx, opened.id))!);
}

/** The built-in text, with other answers to what it leaves open. */
async function modelAnswering(service: Service, readings: ReadingAnswers): Promise<string> {
  const modelId = `modele-essai-${randomUUID().slice(0, 8)}`;
  await service.database.superuser(
    `insert into model_version (id, model_id, version, title, departement_code, time_zone, origin, state, facts, created_at, created_by)
     select $1 || '-1', $1, 1, title, null, time_zone, origin, state, facts || jsonb_build_object('readings', $2::jsonb), created_at, 'test' from model_version where id = 'modele-paraphe-1'`,
    [modelId, JSON.stringify(readings)],
  );
  return modelId;
}

/** A round whose every seat has approved on that day, at ten. */
async function sealedRound(service: Service, { departementCode, signedOn, termEndsOn, modelId, dossier: frozen }: { departementCode: string; signedOn: LegalDay; termEndsOn: LegalDay; modelId: string; dossier: Dossier | undefined }): Promise<string> {
  const id = randomUUID();
  const dossier = await service.db.withIdentity(test, (tx) => loadDossier(tx, departementCode, signedOn));
  const { timeZone } = dossier.departement;
  const since = new Date(Date.parse(startOfDay(signedOn, timeZone)) + 10 * 3_600_000).toISOString();
  const slots = seatsOf(dossier).map(({ college, group, bodyId, bodyName, capacity, signatory }, rank): Slot & { person: typeof signatory } => ({
    ...emptySlot, id: `slot_${randomUUID()}`, college, group, bodyId, bodyName, capacity, signatoryId: randomUUID(), state: 'approved', since: since as Slot['since'], order: rank + 1, means: 'simple', person: signatory,
  }));
  const facts = { ...emptyRound, slots: slots.map(({ person: _, ...slot }) => slot), collectUntil: addDays(signedOn, 30), termEndsOn, contentHash: 'a'.repeat(64), finalHash: 'b'.repeat(64) };
  const { superuser } = service.database;
  const [{ count }] = (await superuser<{ count: number }>('select count(*)::int as count from round')) as [{ count: number }];
  await superuser(
    `insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, dossier, created_at, created_by) values ($1, $2, $3, $4, 'sealed', $5, $6, '1', $7, $8, 'test')`,
    [id, `CDFS-${departementCode}-${signedOn.slice(0, 4)}-${String(count + 1).padStart(3, '0')}`, departementCode, timeZone, facts, modelId, frozen ?? dossier, since],
  );
  for (const { signatoryId, bodyId, person } of slots) {
    await superuser('insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) values ($1, $2, $3, $4, $5, $6, $7, $8)', [signatoryId, id, bodyId, person.civility, person.firstName, person.lastName, person.quality, person.email]);
  }
  return id;
}
