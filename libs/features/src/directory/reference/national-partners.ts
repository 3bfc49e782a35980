import { legalDay } from '#libs/domain';
import type { DatedName, DatedPeriod, LegalDay, NationalPartnerReference } from '#libs/domain';

/** The circular of the Prime Minister that creates France Services, with nine operators from the start. */
const programmeStart = legalDay('2019-07-01');

const fromTheStart: DatedPeriod = { validFrom: programmeStart, validTo: null };
const unchanged = (name: string): readonly DatedName[] => [{ name, validFrom: null, validTo: null }];
const renamed = (before: string, on: LegalDay, after: string): readonly DatedName[] => [
  { name: before, validFrom: null, validTo: on },
  { name: after, validFrom: on, validTo: null },
];

/**
 * The signatories of the Accord cadre national, in the order of the model's preamble, with the names they have borne.
 * Nine today, counted nowhere: a partner that joins (Chèque énergie and France Rénov’ in 2024, later Urssaf) is one more line, with the day
 * from which its Accord cadre binds it, and a migration that calls `recordNationalPartners` again. None is written here before that
 * agreement is at hand: its presence would be due in every structure (art. 2.2).
 */
export const nationalPartnerReferences: readonly NationalPartnerReference[] = [
  // Renamed by the law « plein emploi » (n° 2023-1196 of 18 December 2023), from 1 January 2024.
  { code: 'france_travail', membership: fromTheStart, names: renamed('Pôle emploi', legalDay('2024-01-01'), 'France Travail') },
  // « Travailleurs salariés » left its name when self-employed workers joined it: social security financing law for 2018 (n° 2017-1836), from 1 January 2018.
  {
    code: 'cnam',
    membership: fromTheStart,
    names: renamed(
      'Caisse nationale de l’assurance maladie des travailleurs salariés (CNAMTS)',
      legalDay('2018-01-01'),
      'Caisse nationale de l’assurance maladie (Cnam)',
    ),
  },
  // Code rural, art. L723-11: the caisse centrale of the mutualité sociale agricole. Preamble of the model: « CCMSA ».
  { code: 'msa', membership: fromTheStart, names: unchanged('Caisse centrale de la mutualité sociale agricole (CCMSA)') },
  // Code de la sécurité sociale, art. L223-1. Preamble of the model: « CNAF ».
  { code: 'cnaf', membership: fromTheStart, names: unchanged('Caisse nationale des allocations familiales (CNAF)') },
  // Code de la sécurité sociale, art. L222-1. Preamble of the model: « CNAV ».
  { code: 'cnav', membership: fromTheStart, names: unchanged('Caisse nationale d’assurance vieillesse (CNAV)') },
  // Decree n° 2008-310 of 3 April 2008. Preamble of the model: « DGFiP ».
  { code: 'dgfip', membership: fromTheStart, names: unchanged('Direction générale des finances publiques (DGFiP)') },
  // Law n° 90-568 of 2 July 1990. Preamble of the model: « La Poste ».
  { code: 'la_poste', membership: fromTheStart, names: unchanged('La Poste') },
  // The generic name of the preamble: decrees of attribution reword it at each government without changing the party.
  { code: 'justice', membership: fromTheStart, names: unchanged('Ministère de la Justice') },
  // Same remark (« et des Outre-mer » from 2022 to 2024).
  { code: 'interieur', membership: fromTheStart, names: unchanged('Ministère de l’Intérieur') },
];
