// The country of the benchmarks: its départements, their clocks, and how many structures they share.
export const DEPARTEMENTS = 102;
/** Structures labelled in the open data. */
export const STRUCTURES = 2_845;
/** Bodies that run them, in each département. */
export const GESTIONNAIRES = 20;

const OVERSEAS = { 971: 'America/Guadeloupe', 972: 'America/Martinique', 973: 'America/Cayenne', 974: 'Indian/Reunion', 975: 'America/Miquelon', 976: 'Indian/Mayotte' };
const METROPOLE = Array.from({ length: 95 }, (_, n) => (n + 1 === 20 ? ['2A', '2B'] : [String(n + 1).padStart(2, '0')])).flat();
/** By place: structure `s` is in the département of place `s % 102`. */
export const CODES = [...METROPOLE, ...Object.keys(OVERSEAS)];
export const zoneOf = (code) => OVERSEAS[code] ?? 'Europe/Paris';

/** The places, as a table, and ids that are the same on every run. */
export async function seedPlaces(client) {
  await client.query('create table bench_place as select * from jsonb_to_recordset($1) as t(place int, code text, zone text)', [JSON.stringify(CODES.map((code, place) => ({ place, code, zone: zoneOf(code) })))]);
  await client.query(`
    create function bench_id(kind text, n bigint) returns uuid immutable language sql as $$ select overlay(overlay(md5(kind || '/' || n) placing '8' from 13) placing '8' from 17)::uuid $$;
    create function bench_hash(subject text, rank int) returns text immutable language sql as $$ select encode(sha256(convert_to(subject || '/' || rank, 'UTF8')), 'hex') $$;`);
}
