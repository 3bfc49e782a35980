import { createRequire } from 'node:module';
import { isValidSiret } from '#libs/domain';

type CommuneRow = { code: string; nom: string; type: string; departement?: string; codesPostaux?: string[]; siren?: string };
type EpciRow = { code: string; nom: string };

export type Commune = { name: string; insee: string; postcode: string; siren: string };

const require = createRequire(import.meta.url);

/** Read at the first call, not at import: the national file weighs ten megabytes, and only the demonstration needs it. */
let territory: { communes: ReadonlyMap<string, CommuneRow>; epcis: ReadonlyMap<string, EpciRow> } | null = null;

function readTerritory() {
  const communes = require('@etalab/decoupage-administratif/data/communes.json') as CommuneRow[];
  const epcis = require('@etalab/decoupage-administratif/data/epci.json') as EpciRow[];
  const lozere = communes.filter(({ departement, type }) => departement === '48' && type === 'commune-actuelle');
  return { communes: new Map(lozere.map((row) => [row.nom, row])), epcis: new Map(epcis.map((row) => [row.code, row])) };
}

/**
 * A present commune of the Lozère, from the official geographic code. `postcode` picks one when the commune has several.
 * Throws when the commune, or that postcode of it, does not exist: a misspelt demonstration is a bug.
 */
export function commune(name: string, postcode?: string): Commune {
  territory ??= readTerritory();
  const row = territory.communes.get(name);
  const chosen = postcode ?? row?.codesPostaux?.[0];
  if (!row?.siren || !chosen || !row.codesPostaux?.includes(chosen)) throw new RangeError(`No commune ${name} ${postcode ?? ''} in the Lozère`);
  return { name: typographic(row.nom), insee: row.code, postcode: chosen, siren: row.siren };
}

/** The name of a communauté de communes, by its SIREN. */
export function epciName(siren: string): string {
  territory ??= readTerritory();
  const row = territory.epcis.get(siren);
  if (!row) throw new RangeError(`No EPCI ${siren}`);
  return typographic(row.nom.replace(/^CC /, 'Communauté de communes '));
}

/** The SIRET of the first establishment of a SIREN: its internal number 0001 and the key that makes it valid. */
export function mainSiret(siren: string): string {
  const siret = Array.from({ length: 10 }, (_, key) => `${siren}0001${key}`).find(isValidSiret);
  if (!siret) throw new RangeError(`No SIRET for ${siren}`);
  return siret;
}

/** Official files spell with typewriter apostrophes; the convention is typeset. */
function typographic(name: string): string {
  return name.replaceAll("'", '’');
}
