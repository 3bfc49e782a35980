import { instant, legalDay } from '../legal-time/legal-day.js';
import type { AuthorityFaultCode } from './authority-faults.js';
import { authorityVerdict } from './authority-verdict.js';
import type { ActToSign, BodyDecision, DelegationAct, OfficialOffice, PersonPower, SigningBodyKind, Tenure } from './authority.js';
import type { LegalBasis } from './legal-bases.js';
import { legalBasisText } from './legal-bases.js';
import { momentAt, momentOn } from './publicity.js';
import type { Publicity } from './publicity.js';

/** Unless a row says otherwise: the convention, on Wednesday 10 March 2027 at 10:00 in Paris, on the text whose imprint is `text`. */
const paris = 'Europe/Paris';
const text = 'a'.repeat(64);
const day = (written: string) => legalDay(`2027-03-${written}`);
const on = (written: string, hour?: string): Publicity =>
  ({ on: day(written), at: hour === undefined ? null : instant(`2027-03-${written}T${hour}+01:00`), proofFileId: hour === undefined ? null : 'receipt' });

const tenure = (office: OfficialOffice, from: string, until: string | null = null, id = 'in-office', holderId = 'holder'): Tenure =>
  ({ id, office, bodyId: office, holderId, from: legalDay(from), until: until === null ? null : legalDay(until) });
const own = (office: OfficialOffice, tenureId: string | null = 'in-office'): PersonPower => ({ kind: 'own_right', office, tenureId });
const order = (given: Partial<DelegationAct> = {}): DelegationAct => ({
  reference: '2027-45', signedOn: legalDay('2027-02-26'), delegateId: 'delegate', published: on('01'), transmitted: on('01'), immediate: false, from: day('02'), until: null,
  scope: { objects: 'all', excludes: [], territory: 'whole' }, subdelegable: false, ...given,
});
const delegated = (office: OfficialOffice, given: Partial<DelegationAct> = {}, more: Partial<Extract<PersonPower, { kind: 'delegation' }>> = {}): PersonPower =>
  ({ kind: 'delegation', office, tenureId: 'in-office', nature: 'signature', act: order(given), subdelegation: null, ...more });
const interim = (office: OfficialOffice, given: Partial<Extract<PersonPower, { kind: 'interim' }>> = {}): PersonPower =>
  ({ kind: 'interim', office, ground: 'vacancy', personId: 'delegate', reference: null, from: day('09'), until: null, ...given });

const deliberation = (published: Publicity | null, transmitted: Publicity | null, given: { adoptedOn?: string; approvesHash?: string | null } = {}): BodyDecision =>
  ({ kind: 'deliberation', reference: '2027-12', adoptedOn: day(given.adoptedOn ?? '05'), published, transmitted, approvesHash: given.approvesHash === undefined ? text : given.approvesHash });
const standing = (given: Partial<Extract<BodyDecision, { kind: 'standing' }>> = {}): BodyDecision =>
  ({ kind: 'standing', reference: '2026-31', adoptedOn: legalDay('2026-07-10'), published: { on: legalDay('2026-07-12'), at: null, proofFileId: null }, transmitted: { on: legalDay('2026-07-12'), at: null, proofFileId: null }, scope: { objects: ['agreement'], excludes: [], territory: 'whole' }, subdelegable: true, ...given });
const decided = (written: string): BodyDecision => ({ kind: 'own_decision', reference: 'CA 3', adoptedOn: day(written) });
const fine = deliberation(on('08'), on('09'));

type Signed = { kind: SigningBodyKind; power: PersonPower; decision?: BodyDecision | null; act?: Partial<ActToSign>; tenures?: readonly Tenure[] };
const officeOf: Partial<Record<SigningBodyKind, OfficialOffice>> = { prefet: 'prefet', commune: 'maire', epci: 'president_epci', departement: 'president_departement' };
function judge({ kind, power, decision = null, act = {}, tenures }: Signed) {
  const office = officeOf[kind] ?? 'head';
  const known = tenures ?? [tenure(office, '2026-07-01')];
  const personId = power.kind === 'own_right' ? 'holder' : 'delegate';
  const toSign: ActToSign = { moment: momentAt(instant('2027-03-10T09:00:00Z'), paris), object: 'agreement', contentHash: text, personId, body: { id: office, kind }, ...act };
  return authorityVerdict({ bodyId: office, power, decision }, toSign, known);
}

const byMayor = (decision: BodyDecision | null): Signed => ({ kind: 'commune', power: own('maire'), decision });
const byPresident = (decision: BodyDecision | null, given: Partial<Signed> = {}): Signed => ({ kind: 'epci', power: own('president_epci'), decision, ...given });
const forPrefet = (power: PersonPower, given: Partial<Signed> = {}): Signed => ({ kind: 'prefet', power, ...given });

/** Title, as a ruling; the signature; the faults; what every row rests on, among other texts. */
type Row = [string, Signed, readonly AuthorityFaultCode[], readonly LegalBasis[]];

const deliberations: Row[] = [
  ['La délibération publiée l’avant-veille et transmise la veille : régulière', byMayor(fine), [], ['executory_commune', 'council_commune']],
  ['La délibération transmise le jour même, sans l’heure : irrégulière', byMayor(deliberation(on('08'), on('10'))), ['transmitted_same_day_unproven'], ['executory_commune', 'same_day']],
  ['La délibération transmise le jour même, une minute avant, preuve jointe : régulière', byMayor(deliberation(on('08'), on('10', '09:59:00'))), [], ['executory_commune']],
  ['La délibération transmise à l’instant même de la signature : irrégulière', byMayor(deliberation(on('08'), on('10', '10:00:00'))), ['transmitted_too_late'], ['executory_commune', 'executory_when_signing']],
  ['La délibération transmise une minute après : irrégulière', byMayor(deliberation(on('08'), on('10', '10:01:00'))), ['transmitted_too_late'], ['executory_commune', 'executory_when_signing']],
  ['La délibération transmise le lendemain : irrégulière, et cela ne la couvre pas', byMayor(deliberation(on('08'), on('11'))), ['transmitted_too_late'], ['executory_when_signing', 'not_cured_later']],
  ['La délibération jamais transmise : irrégulière', byMayor(deliberation(on('08'), null)), ['not_transmitted'], ['executory_commune']],
  ['La délibération publiée le jour même, sans l’heure : irrégulière', byMayor(deliberation(on('10'), on('09'))), ['published_same_day_unproven'], ['executory_commune', 'same_day']],
  ['La délibération publiée le jour même à 8 heures, preuve jointe : régulière', byMayor(deliberation(on('10', '08:00:00'), on('09'))), [], ['executory_commune']],
  ['La délibération publiée le lendemain : irrégulière', byMayor(deliberation(on('11'), on('09'))), ['published_too_late'], ['executory_commune']],
  ['La délibération transmise mais non publiée : irrégulière', byMayor(deliberation(null, on('09'))), ['not_published'], ['executory_commune']],
  ['La délibération adoptée le lendemain : irrégulière, avec tout ce qui s’ensuit', byMayor(deliberation(on('12'), on('12'), { adoptedOn: '11' })), ['decision_adopted_after', 'published_too_late', 'transmitted_too_late'], ['council_commune', 'executory_when_signing']],
  ['La commune sans délibération : irrégulière', byMayor(null), ['decision_missing'], ['council_commune']],
  ['Le maire qui s’appuie sur sa délégation générale : irrégulière', byMayor(standing()), ['decision_not_specific'], ['council_commune', 'list_commune']],
  ['La délibération qui approuve un autre texte : irrégulière', byMayor(deliberation(on('08'), on('09'), { approvesHash: 'b'.repeat(64) })), ['decision_other_text'], ['content_hash']],
  ['La délibération qui ne nomme aucune empreinte : régulière, et le service le dit', byMayor(deliberation(on('08'), on('09'), { approvesHash: null })), [], ['executory_commune']],
  ['La communauté de communes, par délégation du conseil à sa présidente : régulière', byPresident(standing()), [], ['standing_epci', 'executory_epci']],
  ['La même, dont la délégation exclut les conventions : irrégulière', byPresident(standing({ scope: { objects: 'all', excludes: ['agreement'], territory: 'whole' } })), ['standing_scope'], ['standing_epci']],
  ['La même, donnée avant l’élection de la présidente en fonctions : irrégulière', byPresident(standing(), { tenures: [tenure('president_epci', '2027-03-01')] }), ['standing_lapsed'], ['standing_epci', 'standing_personal']],
  ['La même, transmise le jour même, sans l’heure : irrégulière', byPresident(standing({ transmitted: on('10') })), ['transmitted_same_day_unproven'], ['executory_epci', 'same_day']],
  ['La communauté de communes, par une délibération transmise la veille : régulière', byPresident(fine), [], ['executory_epci']],
  ['Le département, par une délibération transmise la veille : régulière', { kind: 'departement', power: own('president_departement'), decision: fine }, [], ['executory_departement']],
  ['Signée à 21 h 30 en Lozère, transmise ce jour-là sans l’heure : irrégulière', { ...byMayor(fine), act: { moment: momentAt(instant('2027-03-09T20:30:00Z'), paris) } }, ['transmitted_same_day_unproven'], ['same_day']],
  ['Au même instant à La Réunion, où c’est déjà demain : régulière', { ...byMayor(fine), act: { moment: momentAt(instant('2027-03-09T20:30:00Z'), 'Indian/Reunion') } }, [], ['executory_commune']],
  ['L’heure de la transmission dite sans sa preuve : irrégulière', byMayor(deliberation(on('08'), { ...on('10', '09:59:00'), proofFileId: null })), ['transmitted_same_day_unproven'], ['same_day']],
  ['Signée sur papier ce jour-là, dont l’heure n’est pas connue : irrégulière', { ...byMayor(deliberation(on('08'), on('10', '09:59:00'))), act: { moment: momentOn(day('10')) } }, ['transmitted_same_day_unproven'], ['same_day']],
  ['Ni publiée ni transmise : irrégulière, et les deux défauts sont dits', byMayor(deliberation(null, null)), ['not_published', 'not_transmitted'], ['executory_commune']],
  ['Le département, par délégation générale à son président : irrégulière', { kind: 'departement', power: own('president_departement'), decision: standing() }, ['decision_not_specific'], ['list_departement']],
  ['La délibération adoptée, publiée et transmise le matin même, preuves jointes : régulière', byMayor(deliberation(on('10', '08:30:00'), on('10', '08:31:00'), { adoptedOn: '10' })), [], ['executory_commune']],
];

const prefets: Row[] = [
  ['Le préfet en fonctions : régulière', forPrefet(own('prefet')), [], ['prefet']],
  ['Le préfet, le lendemain de son dernier jour : irrégulière', forPrefet(own('prefet'), { tenures: [tenure('prefet', '2026-07-01', '2027-03-09')] }), ['not_in_office'], ['interim_prefet']],
  ['Le préfet, son dernier jour : régulière', forPrefet(own('prefet'), { tenures: [tenure('prefet', '2026-07-01', '2027-03-10')] }), [], ['prefet']],
  ['La secrétaire générale, par délégation publiée le 1er mars : régulière', forPrefet(delegated('prefet')), [], ['delegation_prefet']],
  ['L’arrêté publié le jour même, qui ne dit rien de son effet : irrégulière', forPrefet(delegated('prefet', { published: on('10') })), ['delegation_not_yet_in_force'], ['delegation_prefet', 'day_after_publication']],
  ['L’arrêté publié à 8 heures, « entre en vigueur immédiatement », preuve jointe : régulière', forPrefet(delegated('prefet', { published: on('10', '08:00:00'), immediate: true })), [], ['delegation_prefet']],
  ['L’arrêté non publié : irrégulière', forPrefet(delegated('prefet', { published: null })), ['delegation_not_published'], ['delegation_prefet', 'delegation_published']],
  ['La délégation qui commence le lendemain : irrégulière', forPrefet(delegated('prefet', { from: day('11') })), ['delegation_before'], ['delegation_prefet']],
  ['La délégation qui commence le jour même : régulière', forPrefet(delegated('prefet', { from: day('10') })), [], ['delegation_prefet']],
  ['La délégation qui a commencé la veille : régulière', forPrefet(delegated('prefet', { from: day('09') })), [], ['delegation_prefet']],
  ['La délégation finie la veille : irrégulière', forPrefet(delegated('prefet', { until: day('09') })), ['delegation_after'], ['delegation_prefet']],
  ['La délégation qui finit le jour même : régulière', forPrefet(delegated('prefet', { until: day('10') })), [], ['delegation_prefet']],
  ['La délégation qui finit le lendemain : régulière', forPrefet(delegated('prefet', { until: day('11') })), [], ['delegation_prefet']],
  ['Le sous-préfet, pour les matières de son arrondissement : irrégulière', forPrefet(delegated('prefet', { scope: { objects: 'all', excludes: [], territory: 'part' } })), ['delegation_territory'], ['delegation_prefet']],
  ['« Tous actes, à l’exception des conventions » : irrégulière', forPrefet(delegated('prefet', { scope: { objects: 'all', excludes: ['agreement'], territory: 'whole' } })), ['delegation_scope'], ['delegation_prefet']],
  ['Le préfet délégant parti la veille, son successeur installé : irrégulière', forPrefet(delegated('prefet'), { tenures: [tenure('prefet', '2026-07-01', '2027-03-09'), tenure('prefet', '2027-03-10', null, 'next')] }), ['delegation_lapsed'], ['personal_prefet']],
  ['Le préfet délégant, dont c’est le dernier jour : régulière', forPrefet(delegated('prefet'), { tenures: [tenure('prefet', '2026-07-01', '2027-03-10')] }), [], ['delegation_prefet']],
  ['Une autre personne que le délégataire nommé : irrégulière', forPrefet(delegated('prefet'), { act: { personId: 'stranger' } }), ['delegation_of_another'], ['delegation_prefet', 'personal_prefet']],
  ['Le poste vacant, la secrétaire générale par intérim : régulière', forPrefet(interim('prefet'), { tenures: [tenure('prefet', '2026-07-01', '2027-03-08')] }), [], ['interim_prefet']],
  ['L’intérim fini la veille, le préfet nommé installé : irrégulière', forPrefet(interim('prefet', { from: day('01'), until: day('09') }), { tenures: [tenure('prefet', '2027-03-10', null, 'next')] }), ['interim_after'], ['interim_prefet']],
  ['L’intérim dont la fin n’est pas enregistrée, le préfet nommé installé : irrégulière', forPrefet(interim('prefet', { from: day('01') }), { tenures: [tenure('prefet', '2027-03-10', null, 'next')] }), ['interim_after'], ['interim_prefet']],
  ['Pendant l’intérim, la délégation du préfet parti : irrégulière', forPrefet(delegated('prefet'), { tenures: [tenure('prefet', '2026-07-01', '2027-03-08')] }), ['delegation_lapsed'], ['personal_prefet']],
  ['Le chef de service qui peut subdéléguer : régulière', forPrefet(delegated('prefet', { delegateId: 'head-of-service', subdelegable: true }, { subdelegation: order() })), [], ['subdelegation_prefet']],
  ['La subdélégation exclue par le préfet : irrégulière', forPrefet(delegated('prefet', { delegateId: 'head-of-service' }, { subdelegation: order() })), ['subdelegation_not_allowed'], ['subdelegation_prefet']],
  ['L’avenant, sous une délégation pour la seule convention : irrégulière', forPrefet(delegated('prefet', { scope: { objects: ['agreement'], excludes: [], territory: 'whole' } }), { act: { object: 'amendment' } }), ['delegation_scope'], ['delegation_prefet']],
  ['Le successeur installé, le départ de l’ancien préfet non enregistré : irrégulière', forPrefet(delegated('prefet'), { tenures: [tenure('prefet', '2026-07-01'), tenure('prefet', '2027-03-10', null, 'next')] }), ['delegation_lapsed'], ['personal_prefet']],
  ['L’arrêté signé avant que le préfet soit en fonctions : irrégulière', forPrefet(delegated('prefet', { signedOn: legalDay('2026-06-30') })), ['delegator_not_in_office'], ['delegation_prefet']],
  ['Une autre personne que le préfet, en son nom propre : irrégulière', forPrefet(own('prefet'), { act: { personId: 'stranger' } }), ['not_in_office'], ['prefet']],
  ['L’arrêté d’effet immédiat publié le jour même, sans l’heure : irrégulière', forPrefet(delegated('prefet', { published: on('10'), immediate: true })), ['delegation_published_same_day_unproven'], ['delegation_published']],
  ['L’arrêté publié le lendemain : irrégulière', forPrefet(delegated('prefet', { published: on('11') })), ['delegation_published_too_late'], ['delegation_published']],
  ['L’intérim qui commence le lendemain : irrégulière', forPrefet(interim('prefet', { from: day('11') }), { tenures: [tenure('prefet', '2026-07-01', '2027-03-08')] }), ['interim_before'], ['interim_prefet']],
  ['L’intérim d’un poste qui n’est pas encore vacant : irrégulière', forPrefet(interim('prefet'), { tenures: [tenure('prefet', '2026-07-01')] }), ['interim_before'], ['interim_prefet']],
  ['L’intérim confié à une autre personne : irrégulière', forPrefet(interim('prefet', { personId: 'other' }), { tenures: [] }), ['interim_of_another'], ['interim_prefet']],
  ['Le préfet absent, suppléé par un sous-préfet désigné : régulière', forPrefet(interim('prefet', { ground: 'absence', reference: '2027-60' })), [], ['interim_prefet']],
  ['La subdélégation publiée le jour même, sans plus : irrégulière', forPrefet(delegated('prefet', { delegateId: 'head-of-service', subdelegable: true }, { subdelegation: order({ published: on('10') }) })), ['delegation_not_yet_in_force'], ['day_after_publication']],
];

const others: Row[] = [
  ['L’adjointe, par arrêté du maire et délibération transmise : régulière', { kind: 'commune', power: delegated('maire'), decision: fine }, [], ['delegation_commune', 'executory_commune']],
  ['L’adjointe, par arrêté du maire, sans délibération : irrégulière', { kind: 'commune', power: delegated('maire') }, ['decision_missing'], ['council_commune']],
  ['Le premier adjoint, le maire empêché, délibération transmise : régulière', { kind: 'commune', power: interim('maire', { ground: 'absence' }), decision: fine }, [], ['substitute_commune', 'executory_commune']],
  ['La vice-présidente, par un arrêté publié le lendemain : irrégulière', { kind: 'epci', power: delegated('president_epci', { published: on('11') }), decision: fine }, ['delegation_published_too_late'], ['delegation_epci', 'executory_epci']],
  ['L’association, sa présidente, par une décision de la veille : régulière', { kind: 'association', power: own('head'), decision: decided('09') }, [], ['own_rules']],
  ['L’association, sa présidente, par une décision du lendemain : irrégulière', { kind: 'association', power: own('head'), decision: decided('11') }, ['decision_adopted_after'], ['own_rules']],
  ['La directrice d’une caisse, dont rien de plus n’est connu : régulière, sur sa déclaration', { kind: 'national_partner', power: own('head', null) }, [], ['own_rules']],
  ['Le délégataire d’une directrice, le terme de son pouvoir passé : irrégulière', { kind: 'national_partner', power: delegated('head', { published: null, transmitted: null, until: day('09') }) }, ['delegation_after'], ['private_power']],
  ['Le pouvoir signé le lendemain, qui se dit de la veille : irrégulière', { kind: 'national_partner', power: delegated('head', { signedOn: day('11'), from: day('09') }), tenures: [tenure('head', '2026-07-01')] }, ['delegation_before'], ['private_power']],
  ['L’arrêté du maire publié mais non transmis : irrégulière', { kind: 'commune', power: delegated('maire', { transmitted: null }), decision: fine }, ['delegation_not_transmitted'], ['delegation_commune', 'executory_commune']],
  ['L’arrêté du maire publié et transmis le matin même, preuves jointes : régulière', { kind: 'commune', power: delegated('maire', { published: on('10', '08:00:00'), transmitted: on('10', '08:05:00') }), decision: fine }, [], ['delegation_commune']],
  ['L’adjointe, après l’élection d’un nouveau maire : irrégulière', { kind: 'commune', power: delegated('maire'), decision: fine, tenures: [tenure('maire', '2026-07-01'), tenure('maire', '2027-03-06', null, 'next')] }, ['delegation_lapsed'], ['personal_elected']],
  ['Le pouvoir donné au nom d’un organisme privé, après le départ de son directeur : régulière', { kind: 'la_poste', power: delegated('head', {}, { nature: 'power' }), tenures: [tenure('head', '2026-07-01', '2027-03-08')] }, [], ['private_power', 'power_outlives']],
  ['La délégation de signature du même directeur, après son départ : irrégulière', { kind: 'la_poste', power: delegated('head'), tenures: [tenure('head', '2026-07-01', '2027-03-08')] }, ['delegation_lapsed'], ['private_power']],
  ['La vice-présidente, sous la délégation du conseil que la délibération lui ferme : irrégulière', { kind: 'epci', power: delegated('president_epci'), decision: standing({ subdelegable: false }) }, ['subdelegation_not_allowed'], ['standing_passed_on']],
  ['La même, quand la délibération ne s’y oppose pas : régulière', { kind: 'epci', power: delegated('president_epci'), decision: standing() }, [], ['standing_epci', 'delegation_epci']],
  ['La vice-présidente, la présidence partie la veille : irrégulière, ses deux titres finissent ensemble', { kind: 'epci', power: delegated('president_epci'), decision: standing(), tenures: [tenure('president_epci', '2026-07-01', '2027-03-09')] }, ['standing_lapsed', 'delegation_lapsed'], ['standing_personal', 'personal_elected']],
  ['La commune qui montre une décision sans assemblée : irrégulière', byMayor(decided('05')), ['decision_missing'], ['council_commune']],
  ['Une vice-présidente du département, par arrêté publié et transmis : régulière', { kind: 'departement', power: delegated('president_departement'), decision: fine }, [], ['delegation_departement', 'executory_departement']],
  ['Tous les défauts d’un coup : irrégulière, et aucun n’en cache un autre', { kind: 'commune', power: delegated('maire', { published: null, transmitted: on('11'), until: day('08'), delegateId: 'other', scope: { objects: ['adhesion'], excludes: [], territory: 'part' } }), decision: deliberation(null, null, { approvesHash: 'c'.repeat(64) }) }, ['decision_other_text', 'not_published', 'not_transmitted', 'delegation_not_published', 'delegation_transmitted_too_late', 'delegation_after', 'delegation_scope', 'delegation_territory', 'delegation_of_another'], ['content_hash', 'executory_commune', 'delegation_commune']],
];

describe.each([['Ce que la collectivité a décidé', deliberations], ['Qui signe pour le préfet', prefets], ['Qui signe pour les autres', others]])('%s', (_, rows) => {
  test.each(rows)('%s', (title, signed, codes, bases) => {
    const { verdict, faults, bases: restsOn } = judge(signed);
    expect(faults.map(({ code }) => code)).toEqual(codes);
    expect(verdict).toBe(codes.length === 0 ? 'regular' : 'irregular');
    // The title is the ruling: it says the same as the verdict.
    expect(title.includes('irrégulière')).toBe(codes.length > 0);
    for (const basis of bases) expect(restsOn).toContain(basis);
    if (codes.length > 0) expect(faults.flatMap((fault) => fault.bases)).toEqual(expect.arrayContaining([...bases]));
    for (const fault of faults) expect(fault.bases.map(legalBasisText).join('')).not.toBe('');
  });
});

describe('Ce que le verdict dit de plus', () => {
  test('aucune empreinte dans la délibération', () => expect(judge(byMayor(deliberation(on('08'), on('09'), { approvesHash: null }))).remarks).toEqual(['text_not_named']));
  test('une fonction seulement déclarée, et aucune décision montrée', () => expect(judge({ kind: 'national_partner', power: own('head', null) }).remarks).toEqual(['decision_not_shown', 'tenure_declared']));
  test('rien quand tout est établi', () => expect(judge(byMayor(fine)).remarks).toEqual([]));
  test('rien n’est connu du pouvoir', () => {
    const verdict = authorityVerdict(null, { moment: momentOn(day('10')), object: 'agreement', contentHash: text, personId: 'holder', body: { id: 'maire', kind: 'commune' } }, []);
    expect(verdict).toMatchObject({ verdict: 'irregular', faults: [{ code: 'authority_missing', mendedBy: 'body', mendable: 'at_any_time' }] });
  });
});

describe('Qui y remédie, et quand', () => {
  const first = (signed: Signed) => judge(signed).faults[0];
  test('une preuve qui manque se joint à tout moment', () => expect(first(byMayor(deliberation(on('08'), on('10'))))).toMatchObject({ mendedBy: 'body', mendable: 'at_any_time' }));
  test('une transmission tardive ne couvre rien : il faut signer de nouveau', () => expect(first(byMayor(deliberation(on('08'), on('11'))))).toMatchObject({ mendedBy: 'body', mendable: 'before_signature' }));
  test('l’arrêté du préfet, par la préfecture', () => expect(first(forPrefet(delegated('prefet', { published: null })))).toMatchObject({ mendedBy: 'prefecture' }));
  test('l’arrêté du maire, par la commune', () => expect(first({ kind: 'commune', power: delegated('maire', { published: null }), decision: fine })).toMatchObject({ mendedBy: 'body', act: 'power' }));
  test('un autre que le délégataire, par le délégataire', () => expect(first(forPrefet(delegated('prefet'), { act: { personId: 'stranger' } }))).toMatchObject({ mendedBy: 'another_signatory' }));
  test('la subdélégation est nommée quand c’est elle', () => expect(first(forPrefet(delegated('prefet', { delegateId: 'h', subdelegable: true }, { subdelegation: order({ until: day('09') }) })))).toMatchObject({ code: 'delegation_after', act: 'subdelegation' }));
});
