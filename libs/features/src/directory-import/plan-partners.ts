import type { LocalPartner, Offer } from '#libs/domain';
import type { Cells } from './cells.js';
import { textOf } from './directory-rows.js';
import type { Row } from './directory-rows.js';
import { likenessOf, plain } from './import-fields.js';
import { refuse, warn } from './import-reasons.js';
import { said, structureNamed } from './plan-structures.js';
import type { KindReader, Read, Reading } from './plan-types.js';

/** What parts the names of a list in one cell; a comma or a semicolon may be in a name. */
const listMark = '|';

/** Local partners: recognised by name. The structures named are added to those they already work in. */
export const localPartnerReader: KindReader = {
  table: 'local_partner',
  linkTable: 'local_partner_structure',
  blank: { name: '', kind: 'association', address: '', email: '', signatory: null },
  likenessOf: (row) => likenessOf(textOf(row, 'name')),
  read: readLocalPartner,
  check({ values }, cells) {
    if (values.name === undefined) cells.refuse(refuse('name_missing', {}));
  },
};

function readLocalPartner(reading: Reading): Read {
  const { cells, departementCode, directory } = reading;
  const name = cells.line('name');
  const structures = cells.text('structures').split(listMark).map((given) => given.trim()).filter((given) => given !== '').flatMap((given) => {
    const found = structureNamed(directory, departementCode, given);
    if (!found) cells.warn(warn('structure_left_out', { given }));
    return found ? [textOf(found, 'id')] : [];
  });
  const values = said({ name, kind: localKindOf(cells), address: cells.line('address'), email: cells.mail('email'), signatory: cells.signatory() });
  const links = (id: string): Row[] => [...new Set(structures)].map((structureId) => ({ local_partner_id: id, structure_id: structureId, departement_code: departementCode }));
  return { name: name ?? '', values, sourceKey: null, likeness: likenessOf(name ?? ''), links };
}

function localKindOf(cells: Cells): LocalPartner['kind'] | undefined {
  const given = plain(cells.text('kind'));
  if (given === '') return undefined;
  if (/asso/.test(given)) return 'association';
  if (/priv|entreprise|societe|sarl|\bsa\b/.test(given)) return 'private';
  return 'public';
}

/** Référents (art. 5.2.1): recognised by partner, structure and name. */
export const referentReader: KindReader = {
  table: 'referent',
  blank: { national_partner_code: null, local_partner_id: null, structure_id: null, full_name: '', phone: null, email: null },
  likenessOf: (row) => likenessOf(textOf(row, 'full_name'), ...placeWords(row)),
  read(reading) {
    const { cells } = reading;
    const fullName = [cells.line('firstName'), cells.line('fullName')].filter((part) => part !== undefined).join(' ');
    if (fullName === '') cells.refuse(refuse('full_name_missing', {}));
    const values = said({ full_name: fullName, ...partnerOf(reading), structure_id: structureOf(reading) ?? null, phone: cells.phone('phone'), email: cells.mail('email') });
    return { name: fullName, values, sourceKey: null, likeness: likenessOf(fullName, ...placeWords(values)) };
  },
};

const modes: readonly (readonly [pattern: RegExp, mode: Offer['mode']])[] = [[/visio|distance|video/, 'visio'], [/tel|appel/, 'telephone'], [/place|presentiel|physique|permanence/, 'sur_place']];

/** Complementary offers (annexe 5): recognised by partner, structure and label. */
export const offerReader: KindReader = {
  table: 'offer',
  blank: { national_partner_code: null, local_partner_id: null, structure_id: '', label: '', schedule: null, mode: 'sur_place' },
  likenessOf: (row) => likenessOf(textOf(row, 'label'), ...placeWords(row)),
  read(reading) {
    const { cells } = reading;
    const label = cells.line('label');
    if (label === undefined) cells.refuse(refuse('label_missing', {}));
    if (cells.text('structure') === '') cells.refuse(refuse('structure_missing', {}));
    const values = said({ label, ...partnerOf(reading), structure_id: structureOf(reading), schedule: cells.line('schedule'), mode: modeOf(cells) });
    return { name: label ?? '', values, sourceKey: null, likeness: likenessOf(label ?? '', ...placeWords(values)) };
  },
};

function modeOf(cells: Cells): Offer['mode'] | undefined {
  const given = cells.text('mode');
  if (given === '') return undefined;
  const found = modes.find(([pattern]) => pattern.test(plain(given)))?.[1];
  if (!found) cells.warn(warn('mode_unknown', { given }));
  return found ?? 'sur_place';
}

/** Part of a likeness: for whom and where. */
function placeWords(row: Row): [string, string] {
  return [textOf(row, 'national_partner_code') || textOf(row, 'local_partner_id'), textOf(row, 'structure_id')];
}

/** A national partner under any name it has borne, its code, or the local body that represents it; else a local partner of the département. */
function partnerOf({ cells, directory, departementCode }: Reading): Row {
  const given = cells.text('partner');
  const wanted = plain(given);
  const national = directory.rows.nationalPartners.find(({ code, names }) => [code, ...names].some((name) => plain(name) === wanted));
  if (national && wanted !== '') return { national_partner_code: national.code, local_partner_id: null };
  const local = directory.find('local_partner', departementCode, 'name', given);
  if (local) return { national_partner_code: null, local_partner_id: textOf(local, 'id') };
  cells.refuse(refuse('partner_unknown', { given }));
  return {};
}

/** Undefined when no structure is named; a name that is nobody's keeps the line out, rather than turn it into one for everybody. */
function structureOf({ cells, directory, departementCode }: Reading): string | undefined {
  const given = cells.text('structure');
  if (given === '' || /^toutes?\b/.test(plain(given))) return undefined;
  const found = structureNamed(directory, departementCode, given);
  if (!found) cells.refuse(refuse('structure_unknown', { given }));
  return found ? textOf(found, 'id') : undefined;
}
