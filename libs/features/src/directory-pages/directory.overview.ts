import { examineOpening, gaps } from '#libs/domain';
import type { Dossier, Gap, GapCode, Referent, Signatory, Structure } from '#libs/domain';
import { directoryLinks } from '#libs/features/directory';
import { formatCount, formatMinutes } from '#libs/ui';
import type { DirectoryEntry, DirectoryGroup } from './directory.views.js';

/** What each gap lacks, in two or three words: the mark on a card of the list. A new code without its words does not compile. */
const missingWords: Readonly<Record<GapCode, string>> = {
  prefet_signatory_missing: 'signataire',
  prefet_signatory_mail_missing: 'adresse électronique du signataire',
  gestionnaires_missing: 'gestionnaires',
  national_partners_missing: 'partenaires nationaux',
  gestionnaire_signatory_missing: 'signataire',
  gestionnaire_signatory_mail_missing: 'adresse électronique du signataire',
  gestionnaire_siret_invalid: 'SIRET valide',
  gestionnaire_without_structure: 'structure',
  national_partner_local_body_missing: 'représentant local',
  national_partner_signatory_missing: 'signataire',
  national_partner_signatory_mail_missing: 'adresse électronique du signataire',
  national_partner_referent_missing: 'référent',
  national_partner_absent_from_structure: 'présence de tous les partenaires nationaux',
  structure_national_partner_unknown: 'partenaires connus',
  structure_gestionnaire_unknown: 'gestionnaire',
  structure_contact_missing: 'adresse électronique ou formulaire de contact',
  structure_hours_missing: 'horaires',
  structure_hours_invalid: 'horaires valides',
  structure_opening_insufficient: 'ouverture de 24 heures sur cinq jours',
  structure_referent_missing: 'référents',
  referent_not_direct: 'contact direct',
  local_partner_without_structure: 'structure',
  official_annex_missing: 'PDF officiel d’une annexe',
};

/** The directory of a département as its page lists it, each card with what it still lacks. */
export function directoryGroups(dossier: Dossier): DirectoryGroup[] {
  const found = gaps(dossier, []);
  const card = (id: string, href: string, name: string, detail: string): DirectoryEntry => ({ id, href, name, detail, missing: missingOf(id, found) });
  const { departement, prefetSignatory, gestionnaires, structures, nationalPartners, localPartners, referents } = dossier;
  return [
    {
      id: 'prefet', title: 'Préfet', explanation: 'Signe en dernier, quand tous les autres ont signé.',
      entries: [card(departement.code, directoryLinks.prefet, departement.prefetTitle, signatoryLine(prefetSignatory))],
    },
    {
      id: 'gestionnaires', title: 'Gestionnaires', explanation: 'Les organismes qui tiennent les structures ; chacun signe la convention.',
      entries: gestionnaires.map(({ id, name, city, signatory }) => card(id, directoryLinks.gestionnaire(id), name, `${city}, ${signatoryLine(signatory)}`)),
    },
    {
      id: 'structures', title: 'Structures', explanation: 'Les lieux qui reçoivent le public.',
      entries: structures.map((structure) => card(structure.id, directoryLinks.structure(structure.id), structure.name, structureLine(structure, dossier))),
    },
    {
      id: 'partenaires-nationaux', title: 'Partenaires nationaux', explanation: 'Présents dans chaque structure ; leur représentant local signe la convention.',
      entries: nationalPartners.map(({ id, name, localBody, signatory }) => card(id, directoryLinks.partner(id), name, localBody === '' ? 'Représentant local inconnu' : `${localBody}, ${signatoryLine(signatory)}`)),
    },
    {
      id: 'partenaires-locaux', title: 'Partenaires locaux', explanation: 'Ils adhèrent à part, pour les structures où ils interviennent.',
      entries: localPartners.map(({ id, name, structureIds }) => card(id, directoryLinks.localPartner(id), name, formatCount(structureIds.length, 'structure'))),
    },
    {
      id: 'referents', title: 'Référents', explanation: 'Les personnes que les agents appellent sans passer par un standard.',
      entries: referents.map((referent) => card(referent.id, directoryLinks.referent(referent.id), referent.fullName, referentLine(referent, dossier))),
      add: { label: 'Ajouter un référent', href: directoryLinks.newReferent },
    },
  ];
}

/** A partner absent three times is said once. */
function missingOf(id: string, found: readonly Gap[]): string[] {
  return [...new Set(found.filter(({ subject }) => subject.id === id).map(({ code }) => missingWords[code]))];
}

function signatoryLine(signatory: Signatory | null): string {
  return signatory === null ? 'signataire à désigner' : `${signatory.firstName} ${signatory.lastName}, ${signatory.quality}`;
}

/** Its own hours: those of its antennes are on their own cards. */
function structureLine(structure: Structure, { gestionnaires }: Dossier): string {
  const gestionnaire = gestionnaires.find(({ id }) => id === structure.gestionnaireId);
  const { minutes, days } = examineOpening(structure);
  const opening = minutes === 0 ? 'horaires inconnus' : `${formatMinutes(minutes)} sur ${formatCount(days, 'jour')}`;
  return [structure.city, gestionnaire?.name, opening].filter((part) => part !== undefined).join(', ');
}

function referentLine({ partnerId, structureId }: Referent, { nationalPartners, localPartners, structures }: Dossier): string {
  const partner = [...nationalPartners, ...localPartners].find(({ id }) => id === partnerId);
  const structure = structures.find(({ id }) => id === structureId);
  return [partner?.name, structure?.name ?? 'toutes les structures'].filter((part) => part !== undefined).join(', ');
}
