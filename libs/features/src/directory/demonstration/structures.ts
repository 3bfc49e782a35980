import { equipments, legalDay } from '#libs/domain';
import type { Equipment, OpeningHours, Structure } from '#libs/domain';
import { stableId } from '../stable-id.js';
import { gestionnaireDomains, gestionnaireId } from './gestionnaires.js';
import type { GestionnaireKey } from './gestionnaires.js';
import { weeks } from './hours.js';
import { fictionalPhone } from './people.js';
import { demonstrationStops } from './stops.js';
import { commune } from './territory.js';

/** Art. 4.3 makes all of the equipment due but the Wi-Fi, which « pourront offrir » leaves open. */
const withoutWifi = equipments.filter((equipment) => equipment !== 'wifi');
const all: readonly Equipment[] = equipments;

type Row = [
  name: string,
  gestionnaire: GestionnaireKey,
  format: Structure['format'],
  city: string,
  address: string,
  hours: OpeningHours,
  equipment: readonly Equipment[],
  /** Full-time equivalents of the conseillers. */
  conseillers: readonly number[],
  labelledOn: string,
  management: string,
];

const communal = 'en régie communale';
const intercommunal = 'en régie intercommunale';
const lentByCommune = 'en régie intercommunale, dans un local mis à disposition par la commune';
const association = 'gérée par l’association, convention d’objectifs avec la communauté de communes';
const postOffice = 'dans le bureau de poste, agents de La Poste';

/** The twenty places of the demonstration, one a line. The first column identifies them: renaming one makes another. */
// prettier-ignore
const rows: readonly Row[] = [
  ['Bus France Services de la Lozère', 'departement', 'bus', 'Mende', 'départ rue de la Rovère, tournée affichée en mairie', weeks.onTheRoad, all, [1, 1], '2021-07-01', 'en régie départementale, véhicule aménagé'],
  ['France Services Chanac', 'lotCausses', 'fixe', 'Chanac', 'place de la Bascule', weeks.shortFriday, all, [1, 0.8], '2020-10-01', lentByCommune],
  ['France Services Châteauneuf-de-Randon', 'randonMargeride', 'fixe', 'Châteauneuf-de-Randon', 'place Du Guesclin', weeks.atTheThreshold, all, [1, 0.6], '2021-01-01', lentByCommune],
  ['France Services Florac Trois Rivières', 'gorgesCausses', 'fixe', 'Florac Trois Rivières', 'avenue Jean-Monestier', weeks.allDay, all, [1, 1, 0.5], '2020-01-01', intercommunal],
  ['France Services Fournels', 'aubrac', 'fixe', 'Fournels', 'rue du Château', weeks.lateThursday, withoutWifi, [1, 0.5], '2021-10-01', lentByCommune],
  ['France Services Grandrieu', 'randonMargeride', 'fixe', 'Grandrieu', 'place du Foirail', weeks.mondayAfternoon, all, [1, 0.8], '2020-01-01', intercommunal],
  ['France Services itinérante de la Margeride', 'passerelles', 'itinerante', 'Saint-Alban-sur-Limagnole', 'salles des mairies de la Margeride, tournée affichée sur place', weeks.onTheRoad, withoutWifi, [1, 1], '2022-04-01', association],
  ['France Services La Canourgue', 'lotCausses', 'fixe', 'La Canourgue', 'avenue du Lot', weeks.withSaturday, all, [1, 1], '2020-01-01', intercommunal],
  ['France Services Langogne', 'langogne', 'fixe', 'Langogne', 'boulevard Notre-Dame', weeks.tuesdayToSaturday, all, [1, 1, 0.5], '2020-01-01', communal],
  ['France Services Le Collet-de-Dèze', 'cevennes', 'fixe', 'Le Collet-de-Dèze', 'route nationale', weeks.shortFriday, all, [1, 0.7], '2020-10-01', intercommunal],
  ['France Services Marvejols', 'familles', 'fixe', 'Marvejols', 'rue de la République', weeks.allDay, all, [1, 1, 1], '2020-01-01', association],
  ['France Services Mende', 'laPoste', 'fixe', 'Mende', 'boulevard du Soubeyran', weeks.postOffice, all, [1, 1], '2021-04-01', postOffice],
  ['France Services Meyrueis', 'gorgesCausses', 'fixe', 'Meyrueis', 'quai Sully', weeks.atTheThreshold, all, [1, 0.5], '2021-01-01', lentByCommune],
  ['France Services Nasbinals', 'aubrac', 'fixe', 'Nasbinals', 'route d’Aubrac', weeks.lateThursday, all, [1, 0.5], '2021-10-01', lentByCommune],
  ['France Services Peyre en Aubrac', 'aubrac', 'fixe', 'Peyre en Aubrac', 'place du Relais, Aumont-Aubrac', weeks.withSaturday, all, [1, 1], '2020-01-01', intercommunal],
  ['France Services Saint-Alban-sur-Limagnole', 'passerelles', 'fixe', 'Saint-Alban-sur-Limagnole', 'Grand-Rue', weeks.mondayAfternoon, all, [1, 0.8], '2020-10-01', association],
  ['France Services Saint-Étienne-Vallée-Française', 'cevennes', 'fixe', 'Saint-Étienne-Vallée-Française', 'place de la Fontaine', weeks.atTheThreshold, withoutWifi, [1, 0.6], '2022-01-01', lentByCommune],
  ['France Services Saint-Germain-du-Teil', 'laPoste', 'fixe', 'Saint-Germain-du-Teil', 'rue du Pré', weeks.postOffice, all, [1, 0.5], '2021-04-01', postOffice],
  ['France Services Vialas', 'cevennes', 'fixe', 'Vialas', 'rue Haute', weeks.tuesdayToSaturday, all, [1, 0.5], '2022-01-01', lentByCommune],
  ['France Services Villefort', 'villefort', 'fixe', 'Villefort', 'place du Bosquet', weeks.shortFriday, all, [1, 0.8], '2020-01-01', communal],
];

/** The id of a demonstration structure, from its name. Throws when no structure bears it. */
export function structureId(name: string): string {
  if (!rows.some(([known]) => known === name)) throw new RangeError(`No structure ${name}`);
  return stableId(`demonstration/structure/${name}`);
}

/** The structures, each with every partner given in `nationalPartnerIds` (art. 2.2). */
export function demonstrationStructures(nationalPartnerIds: readonly string[]): Structure[] {
  return rows.map(([name, gestionnaire, format, city, address, hours, equipment, conseillers, labelledOn, management], line) => {
    const place = commune(city);
    // La Poste answers through a form rather than a mailbox: art. 4.2 accepts either.
    const byForm = gestionnaire === 'laPoste';
    const domain = `${gestionnaireDomains[gestionnaire]}.example`;
    const stops = demonstrationStops(name);
    return {
      id: structureId(name),
      name,
      gestionnaireId: gestionnaireId(gestionnaire),
      format,
      address,
      postcode: place.postcode,
      city: place.name,
      inseeCommune: place.insee,
      phone: fictionalPhone(100 + line),
      email: byForm ? null : `franceservices-${place.insee}${format === 'fixe' ? '' : `-${format}`}@${domain}`,
      contactFormUrl: byForm ? `https://${domain}/contact/${place.insee}` : null,
      hours,
      equipment,
      staff: conseillers.map((fullTimeEquivalent, rank) => ({ role: rank === 0 ? 'Conseiller France Services, responsable' : 'Conseiller France Services', fullTimeEquivalent })),
      labelledOn: legalDay(labelledOn),
      management,
      nationalPartnerIds,
      principalId: null,
      ...(stops.length > 0 && { stops }),
    };
  });
}
