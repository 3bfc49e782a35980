import { examineOpening, gaps } from '#libs/domain';
import type { Action, Dossier, Gap, GapCode, Referent, Signatory, Structure } from '#libs/domain';
import { directoryLinks } from '#libs/features/directory';
import { formatCount, formatMinutes } from '#libs/ui';
import type { DirectoryEntry, DirectoryGroup } from './directory.views.js';

/** What each gap lacks, in two or three words: the mark on a card of the list. A new code without its words does not compile. */
const missingWords: Readonly<Record<GapCode, string>> = {
  prefecture_particulars_missing: 'coordonnées de la préfecture',
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

/** What whoever looks may do: which groups are theirs to read, where they may add, and whether they see enough to judge what is missing. */
export type Eyes = { may: (action: Action) => boolean; whole: boolean };

type Plan = Omit<DirectoryGroup, 'add'> & { read: Action; add?: { label: string; href: string; action: Action } };

/** The directory of a département as its page lists it, each card with what it still lacks. */
export function directoryGroups(dossier: Dossier, { may, whole }: Eyes): DirectoryGroup[] {
  // Of a part of the directory nothing can be said to be missing: what completes it may be in the part one does not see.
  const found = whole ? gaps(dossier, []) : [];
  return plans(dossier, found)
    .filter(({ read }) => may(read))
    .map(({ read: _, add, ...group }) => ({ ...group, ...(add && may(add.action) && { add: { label: add.label, href: add.href } }) }));
}

/** How many cards a whole département has, and how many lack something: the figures of the directory's own page. */
export function cardCounts(dossier: Dossier): { cards: number; incomplete: number } {
  const entries = directoryGroups(dossier, { may: () => true, whole: true }).flatMap((group) => group.entries);
  return { cards: entries.length, incomplete: entries.filter(({ missing }) => missing.length > 0).length };
}

function plans(dossier: Dossier, found: readonly Gap[]): Plan[] {
  const card = (id: string, href: string, name: string, detail: string): DirectoryEntry => ({ id, href, name, detail, missing: missingOf(id, found) });
  const { departement, prefetSignatory, gestionnaires, structures, nationalPartners, localPartners, referents, offers } = dossier;
  return [
    {
      id: 'prefet', title: 'Préfecture', explanation: 'Le préfet signe en dernier, quand tous les autres ont signé.', read: 'prefecture.read',
      entries: [
        card(departement.code, directoryLinks.prefet, departement.prefetTitle, signatoryLine(prefetSignatory)),
        card('prefecture', directoryLinks.prefecture, departement.prefecture.name, [departement.prefecture.city, departement.prefecture.email].filter((part) => part !== '').join(', ')),
      ],
    },
    {
      id: 'gestionnaires', title: 'Gestionnaires', explanation: 'Les organismes qui tiennent les structures ; chacun signe la convention.', read: 'gestionnaire.read',
      entries: gestionnaires.map(({ id, name, city, signatory }) => card(id, directoryLinks.gestionnaire(id), name, `${city}, ${signatoryLine(signatory)}`)),
      add: { label: 'Ajouter un gestionnaire', href: directoryLinks.newGestionnaire, action: 'directory.manage' },
    },
    {
      id: 'structures', title: 'Structures', explanation: 'Les lieux qui reçoivent le public.', read: 'structure.read',
      entries: structures.map((structure) => card(structure.id, directoryLinks.structure(structure.id), structure.name, structureLine(structure, dossier))),
      add: { label: 'Ajouter une structure', href: directoryLinks.newStructure, action: 'directory.manage' },
    },
    {
      id: 'partenaires-nationaux', title: 'Partenaires nationaux', explanation: 'Présents dans chaque structure ; leur représentant local signe la convention.', read: 'national_partner.read',
      entries: nationalPartners.map(({ id, name, localBody, signatory }) => card(id, directoryLinks.partner(id), name, localBody === '' ? 'Représentant local inconnu' : `${localBody}, ${signatoryLine(signatory)}`)),
      more: { label: 'Voir la liste et ses noms au fil du temps', href: directoryLinks.reference },
    },
    {
      id: 'partenaires-locaux', title: 'Partenaires locaux', explanation: 'Ils adhèrent à part, pour les structures où ils interviennent.', read: 'local_partner.read',
      entries: localPartners.map(({ id, name, structureIds }) => card(id, directoryLinks.localPartner(id), name, formatCount(structureIds.length, 'structure', 'structures', 'aucune structure'))),
      add: { label: 'Ajouter un partenaire local', href: directoryLinks.newLocalPartner, action: 'directory.manage' },
    },
    {
      id: 'referents', title: 'Référents', explanation: 'Les personnes que les agents appellent sans passer par un standard.', read: 'referent.read',
      entries: referents.map((referent) => card(referent.id, directoryLinks.referent(referent.id), referent.fullName, placeLine(referent, dossier))),
      add: { label: 'Ajouter un référent', href: directoryLinks.newReferent, action: 'referent.write' },
    },
    {
      id: 'offres', title: 'Offres complémentaires', explanation: 'Ce que des partenaires offrent au-delà du bouquet (article 5.3, annexe 5).', read: 'offer.read',
      entries: offers.map((offer) => card(offer.id, directoryLinks.offer(offer.id), offer.label, [placeLine(offer, dossier), offer.schedule].filter((part) => part !== null).join(', '))),
      add: { label: 'Ajouter une offre', href: directoryLinks.newOffer, action: 'offer.write' },
    },
  ];
}

/** The cards whose name or line says what is looked for, accents and capitals aside; every word of it, in any order. */
export function foundIn(groups: readonly DirectoryGroup[], looked: string): DirectoryGroup[] {
  const words = plain(looked).split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [...groups];
  const matches = ({ name, detail }: DirectoryEntry): boolean => words.every((word) => plain(`${name} ${detail}`).includes(word));
  return groups.map((group) => ({ ...group, entries: group.entries.filter(matches) })).filter(({ entries }) => entries.length > 0);
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{Mark}/gu, '').replaceAll('’', "'").toLowerCase();
}

/** A partner absent three times is said once. */
function missingOf(id: string, found: readonly Gap[]): string[] {
  return [...new Set(found.filter((gap) => cardOf(gap) === id).map(({ code }) => missingWords[code]))];
}

/** The préfecture has a card of its own, beside that of the préfet. */
function cardOf({ code, subject }: Gap): string {
  return code === 'prefecture_particulars_missing' ? 'prefecture' : subject.id;
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

/** For whom, and where. */
function placeLine({ partnerId, structureId }: Pick<Referent, 'partnerId' | 'structureId'>, { nationalPartners, localPartners, structures }: Dossier): string {
  const partner = [...nationalPartners, ...localPartners].find(({ id }) => id === partnerId);
  const structure = structures.find(({ id }) => id === structureId);
  return [partner?.name, structureId === null ? 'toutes les structures' : structure?.name].filter((part) => part !== undefined).join(', ');
}
