import type { HolidayZone } from './holiday-zones.js';

/** One day of the year that some text makes a public holiday. */
export type HolidayLine = {
  name: string;
  /** A date, 'MM-DD', or a number of days after Easter Sunday. */
  on: string | number;
  zones: 'everywhere' | readonly HolidayZone[];
  /** First and last year, both included. */
  from?: number;
  until?: number;
  /** True where the law looks at the commune. */
  byCommune?: true;
  /** The text that makes it a holiday there. `confirmed` is false where the text itself could not be read: only lists that agree on it. */
  basis: (zone: HolidayZone) => Basis;
};
type Basis = { source: string; confirmed: boolean };

const read = (source: string) => (): Basis => ({ source, confirmed: true });
const reported = (source: string) => (): Basis => ({ source, confirmed: false });

/** The Pacific has labour codes of its own, which keep the eleven national days. */
const pacificCodes: Partial<Record<HolidayZone, string>> = {
  'nouvelle-caledonie': 'Code du travail de Nouvelle-Calédonie (loi du pays n°\u00a02008-2 du 13\u00a0février\u00a02008)',
  polynesie: 'Code du travail de la Polynésie française (loi du pays n°\u00a02011-15 du 4\u00a0mai\u00a02011)',
  'wallis-et-futuna': 'Code du travail applicable à Wallis-et-Futuna (loi n°\u00a052-1322 du 15\u00a0décembre\u00a01952) et arrêtés locaux',
};

function national(zone: HolidayZone): Basis {
  const source = pacificCodes[zone];
  return source === undefined ? { source: 'Code du travail, article\u00a0L3133-1', confirmed: true } : { source, confirmed: false };
}

/** The first of May is the one day of Wallis-et-Futuna whose article was read: art. 120 bis, added by the law n° 93-1, art. 31. */
function labourDay(zone: HolidayZone): Basis {
  return zone === 'wallis-et-futuna' ? { source: 'Loi n°\u00a052-1322 du 15\u00a0décembre\u00a01952, article\u00a0120\u00a0bis', confirmed: true } : national(zone);
}

const localLaw = read('Code du travail, article\u00a0L3134-13');
const abolition = read('Code du travail, article\u00a0L3422-2');
const everywhere = 'everywhere';

/**
 * The public holidays of every zone. What is only usage is not here (Good Friday and 21 July in the Antilles, the Muslim feasts of Mayotte):
 * an agreement or an employer gives those days, no text makes them public holidays.
 */
export const holidayLines: readonly HolidayLine[] = [
  { name: 'Jour de l’an', on: '01-01', zones: everywhere, basis: national },
  { name: 'Lundi de Pâques', on: 1, zones: everywhere, basis: national },
  { name: 'Fête du travail', on: '05-01', zones: everywhere, basis: labourDay },
  { name: 'Victoire de 1945', on: '05-08', zones: everywhere, basis: national },
  { name: 'Ascension', on: 39, zones: everywhere, basis: national },
  { name: 'Lundi de Pentecôte', on: 50, zones: everywhere, basis: national },
  { name: 'Fête nationale', on: '07-14', zones: everywhere, basis: national },
  { name: 'Assomption', on: '08-15', zones: everywhere, basis: national },
  { name: 'Toussaint', on: '11-01', zones: everywhere, basis: national },
  { name: 'Armistice de 1918', on: '11-11', zones: everywhere, basis: national },
  { name: 'Noël', on: '12-25', zones: everywhere, basis: national },

  // Only in the communes that have a protestant temple or a mixed church; the zone keeps it unless told otherwise.
  { name: 'Vendredi saint', on: -2, zones: ['alsace-moselle'], byCommune: true, basis: localLaw },
  { name: 'Saint-Étienne', on: '12-26', zones: ['alsace-moselle'], basis: localLaw },

  { name: 'Abolition de l’esclavage', on: '04-27', zones: ['mayotte'], basis: abolition },
  { name: 'Abolition de l’esclavage', on: '05-22', zones: ['martinique'], basis: abolition },
  { name: 'Abolition de l’esclavage', on: '05-27', zones: ['guadeloupe'], basis: abolition },
  { name: 'Abolition de l’esclavage', on: '06-10', zones: ['guyane'], basis: abolition },
  { name: 'Abolition de l’esclavage', on: '10-09', zones: ['saint-barthelemy'], basis: abolition },
  { name: 'Abolition de l’esclavage', on: '12-20', zones: ['reunion'], basis: abolition },
  // The Code still says 27 May. The collectivité voted for the 28th on 5 November 2015; a decree of 2016 wrote 28 *March* by mistake, and
  // since 2018 the yearly circulars and the préfecture apply the article to 28 May.
  { name: 'Abolition de l’esclavage', on: '05-27', zones: ['saint-martin'], until: 2017, basis: abolition },
  {
    name: 'Abolition de l’esclavage', on: '05-28', zones: ['saint-martin'], from: 2018,
    basis: read('Code du travail, article\u00a0L3422-2, appliqué au 28\u00a0mai (délibération du conseil territorial du 5\u00a0novembre\u00a02015, circulaire interministérielle du 3\u00a0mai\u00a02019)'),
  },

  { name: 'Arrivée de l’Évangile', on: '03-05', zones: ['polynesie'], basis: reported(pacificCodes.polynesie!) },
  { name: 'Vendredi saint', on: -2, zones: ['polynesie'], basis: reported(pacificCodes.polynesie!) },
  { name: 'Fête de l’autonomie', on: '06-29', zones: ['polynesie'], until: 2025, basis: reported(pacificCodes.polynesie!) },
  // The assembly adopted it on 6 May 2025, in place of 29 June, from 2026 on: a year to bargain the collective agreements again.
  { name: 'Matari’i i ni’a', on: '11-20', zones: ['polynesie'], from: 2026, basis: reported(`${pacificCodes.polynesie!}, modifié par la loi du pays adoptée le 6\u00a0mai\u00a02025`) },
  { name: 'Fête de la citoyenneté', on: '09-24', zones: ['nouvelle-caledonie'], basis: reported(pacificCodes['nouvelle-caledonie']!) },
  { name: 'Saint Pierre Chanel', on: '04-28', zones: ['wallis-et-futuna'], basis: reported(pacificCodes['wallis-et-futuna']!) },
  { name: 'Saints Pierre et Paul', on: '06-29', zones: ['wallis-et-futuna'], basis: reported(pacificCodes['wallis-et-futuna']!) },
  { name: 'Fête du territoire', on: '07-29', zones: ['wallis-et-futuna'], basis: reported(pacificCodes['wallis-et-futuna']!) },
];

/** What a zone also rests on by usage, and why those days are not counted: said next to the list. */
export const customaryDays: Partial<Record<HolidayZone, string>> = {
  guadeloupe: 'Le Vendredi saint et le 21\u00a0juillet (fête Victor Schœlcher) sont chômés par usage : aucun texte n’en fait des jours fériés, ils ne sont pas comptés.',
  martinique: 'Le Vendredi saint et le 21\u00a0juillet (fête Victor Schœlcher) sont chômés par usage : aucun texte n’en fait des jours fériés, ils ne sont pas comptés.',
  mayotte: 'Les fêtes de Miradji, Idi-el-Fitri, Idi-el-Kabir et Maoulid relèvent d’accords ou d’usages : elles ne sont pas comptées.',
};
