import { createRequire } from 'node:module';
import { departementTimeZone, readDepartementCode } from '#libs/domain';
import type { Row } from './directory-rows.js';

type Official = { code: string; nom: string; typeLiaison: number };

/** INSEE's code of the article before a name (TNCC), contracted with « de »; 6 to 8 name no département. */
const articles: Readonly<Record<number, string>> = { 0: 'de ', 1: 'd’', 2: 'du ', 3: 'de la ', 4: 'des ', 5: 'de l’' };

const require = createRequire(import.meta.url);
let known: ReadonlyMap<string, Row> | null = null;

/**
 * Every département where a convention may be signed, as its card is created by an import: named, in its time zone, and with a
 * préfecture of which nobody has yet said anything. Read at the first call, from the official geographic code.
 */
export function officialDepartements(): ReadonlyMap<string, Row> {
  const official = (): Official[] => require('@etalab/decoupage-administratif/data/departements.json') as Official[];
  known ??= new Map(official().filter(({ code }) => readDepartementCode(code) === code).map((departement) => [departement.code, newDepartement(departement)]));
  return known;
}

function newDepartement({ code, nom, typeLiaison }: Official): Row {
  const name = nom.replaceAll("'", '’');
  const ofName = `${articles[typeLiaison] ?? 'de '}${name}`;
  return {
    code, name, of_name: ofName, time_zone: departementTimeZone(code), prefet_title: `Le préfet ${ofName}`, prefet_signatory: null,
    prefecture: { name: `Préfecture ${ofName}`, address: '', postcode: '', city: '', email: '', phone: '' },
  };
}
