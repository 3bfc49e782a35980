import type { Departement, Dossier, NationalPartner, Referent, Signatory, Structure } from './directory.js';
import { weekdays } from './directory.js';
import { isContactFormUrl, isMailAddress, missingContacts } from './direct-contact.js';
import { examineOpening, isPrintableInterval } from './opening-hours.js';
import { isValidSiret } from './siret.js';

/** What each gap says of the world, beyond its subject: the words its sentence needs. */
export type GapParams = {
  prefecture_particulars_missing: { departement: string };
  prefet_signatory_missing: { departement: string };
  prefet_signatory_mail_missing: { departement: string };
  gestionnaires_missing: { departement: string };
  national_partners_missing: { departement: string };
  gestionnaire_signatory_missing: { gestionnaire: string };
  gestionnaire_signatory_mail_missing: { gestionnaire: string };
  gestionnaire_siret_invalid: { gestionnaire: string; siret: string };
  gestionnaire_without_structure: { gestionnaire: string };
  national_partner_local_body_missing: { partner: string };
  national_partner_signatory_missing: { partner: string };
  national_partner_signatory_mail_missing: { partner: string };
  national_partner_referent_missing: { partner: string };
  national_partner_absent_from_structure: { structure: string; partner: string };
  structure_national_partner_unknown: { structure: string };
  structure_gestionnaire_unknown: { structure: string };
  structure_contact_missing: { structure: string };
  structure_hours_missing: { structure: string };
  structure_hours_invalid: { structure: string };
  structure_opening_insufficient: { structure: string; minutes: number; days: number };
  structure_referent_missing: { structure: string; partner: string };
  referent_not_direct: { referent: string; partner: string; missing: 'phone' | 'email' | 'phone_and_email' };
  local_partner_without_structure: { partner: string };
  official_annex_missing: { annex: OfficialAnnexNumber };
};

/** The annexes that are official PDFs: the Charte nationale d’engagement, and the Accord cadre national (decision 17). */
export type OfficialAnnexNumber = '1' | '3';

/** Stable: machines and waivers refer to it. */
export type GapCode = keyof GapParams;

export type GapSubjectKind = 'departement' | 'gestionnaire' | 'structure' | 'national_partner' | 'local_partner' | 'referent';

/** One thing that keeps the convention from being launched, and where it is mended. */
export type GapOf<C extends GapCode> = {
  code: C;
  severity: 'error';
  subject: { kind: GapSubjectKind; id: string };
  /** The article of the model that asks for it: '2.2', '4.2', '5.2.1'. */
  article: string;
  params: GapParams[C];
  waivable: boolean;
  /** The préfecture's reason, when the gap may be waived and has been. */
  waived?: string;
};

export type Gap = { [C in GapCode]: GapOf<C> }[GapCode];

/** The préfecture's decision to go on in spite of a gap. Without a reason it is worth nothing. */
export type Waiver = { code: GapCode; subjectId: string; reason: string };

type Rule = { article: string; kind: GapSubjectKind; waivable?: true };

/**
 * The checks, as a table. Art. 4.2 alone bends, since about one labelled structure in twenty does not hold its 24 hours over 5 days.
 * The codes of identity (signatory, SIRET) stand on art. 1, which names the parties.
 */
export const gapRules: Readonly<Record<GapCode, Rule>> = {
  prefecture_particulars_missing: { article: '1', kind: 'departement' },
  prefet_signatory_missing: { article: '1', kind: 'departement' },
  prefet_signatory_mail_missing: { article: '1', kind: 'departement' },
  gestionnaires_missing: { article: '1', kind: 'departement' },
  national_partners_missing: { article: '1', kind: 'departement' },
  gestionnaire_signatory_missing: { article: '1', kind: 'gestionnaire' },
  gestionnaire_signatory_mail_missing: { article: '1', kind: 'gestionnaire' },
  gestionnaire_siret_invalid: { article: '1', kind: 'gestionnaire' },
  gestionnaire_without_structure: { article: '1', kind: 'gestionnaire' },
  national_partner_local_body_missing: { article: '1', kind: 'national_partner' },
  national_partner_signatory_missing: { article: '1', kind: 'national_partner' },
  national_partner_signatory_mail_missing: { article: '1', kind: 'national_partner' },
  national_partner_referent_missing: { article: '5.2.1', kind: 'national_partner' },
  national_partner_absent_from_structure: { article: '2.2', kind: 'structure' },
  structure_national_partner_unknown: { article: '2.2', kind: 'structure' },
  structure_gestionnaire_unknown: { article: '1', kind: 'structure' },
  structure_contact_missing: { article: '4.2', kind: 'structure' },
  structure_hours_missing: { article: '4.2', kind: 'structure' },
  structure_hours_invalid: { article: '4.2', kind: 'structure' },
  structure_opening_insufficient: { article: '4.2', kind: 'structure', waivable: true },
  structure_referent_missing: { article: '5.2.1', kind: 'structure' },
  referent_not_direct: { article: '5.2.1', kind: 'referent' },
  local_partner_without_structure: { article: '1', kind: 'local_partner' },
  official_annex_missing: { article: '11', kind: 'departement' },
};

/**
 * Everything that keeps the convention of this dossier from being launched, in a stable order: colleges, then bodies, then structures.
 * A waived gap stays in the list with its reason, so that the screen and the evidence show it; `blockingGaps` leaves it out.
 * The national partners expected are those of the dossier: gathering it puts there every partner in force on its day,
 * with an empty local body when none is known. `annexesMissing` names the official PDFs that are not deposited, when they are asked for.
 */
export function gaps(dossier: Dossier, waivers: readonly Waiver[], annexesMissing: readonly OfficialAnnexNumber[] = []): Gap[] {
  return [
    ...collegeGaps(dossier),
    ...annexesMissing.map((annex) => gap('official_annex_missing', dossier.departement.code, { annex })),
    ...gestionnaireGaps(dossier),
    ...nationalPartnerGaps(dossier),
    ...referentGaps(dossier),
    ...structureGaps(dossier),
    ...localPartnerGaps(dossier),
  ].map((gap) => withWaiver(gap, waivers));
}

/** The gaps that forbid the launch: all but those waived with a reason. */
export function blockingGaps(found: readonly Gap[]): Gap[] {
  return found.filter((gap) => gap.waived === undefined);
}

function withWaiver(gap: Gap, waivers: readonly Waiver[]): Gap {
  if (!gap.waivable) return gap;
  const waiver = waivers.find(({ code, subjectId, reason }) => code === gap.code && subjectId === gap.subject.id && reason.trim() !== '');
  return waiver ? { ...gap, waived: waiver.reason.trim() } : gap;
}

function collegeGaps({ departement, prefetSignatory, gestionnaires, nationalPartners }: Dossier): Gap[] {
  const { code: id, name } = departement;
  const missing = [
    ...(isPrefectureKnown(departement) ? [] : ['prefecture_particulars_missing' as const]),
    ...signatoryGaps(prefetSignatory, 'prefet_signatory_missing', 'prefet_signatory_mail_missing'),
    ...(gestionnaires.length === 0 ? ['gestionnaires_missing' as const] : []),
    ...(nationalPartners.length === 0 ? ['national_partners_missing' as const] : []),
  ];
  return missing.map((code) => gap(code, id, { departement: name }));
}

/** The convention names the préfecture, its address, and where notices are sent: an imported département knows none of them yet. */
function isPrefectureKnown({ prefetTitle, prefecture: { name, address, postcode, city, email } }: Departement): boolean {
  return [prefetTitle, name, address, postcode, city].every((text) => text.trim() !== '') && isMailAddress(email);
}

function gestionnaireGaps({ gestionnaires, structures }: Dossier): Gap[] {
  return gestionnaires.flatMap(({ id, name: gestionnaire, siret, signatory }): Gap[] => [
    ...signatoryGaps(signatory, 'gestionnaire_signatory_missing', 'gestionnaire_signatory_mail_missing').map((code) => gap(code, id, { gestionnaire })),
    ...(isValidSiret(siret) ? [] : [gap('gestionnaire_siret_invalid', id, { gestionnaire, siret })]),
    ...(structures.some((structure) => structure.gestionnaireId === id) ? [] : [gap('gestionnaire_without_structure', id, { gestionnaire })]),
  ]);
}

function nationalPartnerGaps({ nationalPartners }: Dossier): Gap[] {
  return nationalPartners.flatMap(({ id, name: partner, localBody, signatory }): Gap[] => {
    // Without a local body there is nobody whose signatory could be missing: one gap says it all.
    if (localBody.trim() === '') return [gap('national_partner_local_body_missing', id, { partner })];
    return signatoryGaps(signatory, 'national_partner_signatory_missing', 'national_partner_signatory_mail_missing').map((code) => gap(code, id, { partner }));
  });
}

function signatoryGaps<M extends GapCode, A extends GapCode>(signatory: Signatory | null, whenMissing: M, whenUnreachable: A): (M | A)[] {
  if (signatory === null || signatory.lastName.trim() === '') return [whenMissing];
  return isMailAddress(signatory.email) ? [] : [whenUnreachable];
}

function referentGaps(dossier: Dossier): Gap[] {
  return dossier.nationalPartners.flatMap((partner) => partnerReferentGaps(partner, dossier));
}

/**
 * Art. 5.2.1 asks for a référent "pour la France Services": every structure must be covered, by one of its own or by one for the whole
 * département. A second référent without a telephone blocks nothing; the only one does, and is named.
 */
function partnerReferentGaps({ id, name: partner }: NationalPartner, { structures, referents }: Dossier): Gap[] {
  const own = referents.filter((referent) => referent.partnerId === id);
  const covering = (structure: Structure) => own.filter(({ structureId }) => structureId === null || structureId === structure.id);
  const uncovered = structures.filter((structure) => !covering(structure).some((referent) => missingContacts(referent).length === 0));
  const unreachable = own.filter((referent) => uncovered.some((structure) => covering(structure).includes(referent)));
  const orphans = uncovered.filter((structure) => covering(structure).length === 0);

  const named = unreachable.map((referent) => gap('referent_not_direct', referent.id, { referent: referent.fullName, partner, missing: missingWords(referent) }));
  if (own.length === 0) return [gap('national_partner_referent_missing', id, { partner })];
  return [...named, ...orphans.map((structure) => gap('structure_referent_missing', structure.id, { structure: structure.name, partner }))];
}

function missingWords(referent: Referent): GapParams['referent_not_direct']['missing'] {
  const missing = missingContacts(referent);
  return missing.length === 2 ? 'phone_and_email' : missing[0] === 'phone' ? 'phone' : 'email';
}

function structureGaps(dossier: Dossier): Gap[] {
  return dossier.structures.flatMap((structure) => [...attachmentGaps(structure, dossier), ...receptionGaps(structure, dossier)]);
}

/** Who runs the structure, and who is present in it. */
function attachmentGaps({ id, name: structure, gestionnaireId, nationalPartnerIds }: Structure, { gestionnaires, nationalPartners }: Dossier): Gap[] {
  const absent = nationalPartners.filter((partner) => !nationalPartnerIds.includes(partner.id));
  const allKnown = nationalPartnerIds.every((partnerId) => nationalPartners.some((partner) => partner.id === partnerId));
  return [
    ...(gestionnaires.some((gestionnaire) => gestionnaire.id === gestionnaireId) ? [] : [gap('structure_gestionnaire_unknown', id, { structure })]),
    ...absent.map((partner) => gap('national_partner_absent_from_structure', id, { structure, partner: partner.name })),
    ...(allKnown ? [] : [gap('structure_national_partner_unknown', id, { structure })]),
  ];
}

/** How the public reaches the structure, and when. */
function receptionGaps(place: Structure, { structures }: Dossier): Gap[] {
  const { id, name: structure, email, contactFormUrl, hours } = place;
  const found: Gap[] = isMailAddress(email) || isContactFormUrl(contactFormUrl) ? [] : [gap('structure_contact_missing', id, { structure })];
  if (hours === null || weekdays.every((day) => hours[day].length === 0)) return [...found, gap('structure_hours_missing', id, { structure })];
  // A wrong interval is mended before it is counted: the total would be the total of a mistake.
  if (!weekdays.every((day) => hours[day].every(isPrintableInterval))) return [...found, gap('structure_hours_invalid', id, { structure })];

  const antennes = structures.filter(({ format, principalId }) => format === 'antenne' && principalId === id);
  const { verdict, minutes, days } = examineOpening(place, antennes);
  return verdict === 'compliant' ? found : [...found, gap('structure_opening_insufficient', id, { structure, minutes, days })];
}

function localPartnerGaps({ localPartners, structures }: Dossier): Gap[] {
  const known = new Set(structures.map(({ id }) => id));
  return localPartners
    .filter(({ structureIds }) => !structureIds.some((structureId) => known.has(structureId)))
    .map(({ id, name }) => gap('local_partner_without_structure', id, { partner: name }));
}

function gap<C extends GapCode>(code: C, id: string, params: GapParams[C]): GapOf<C> {
  const { article, kind, waivable = false } = gapRules[code];
  return { code, severity: 'error', subject: { kind, id }, article, params, waivable };
}
