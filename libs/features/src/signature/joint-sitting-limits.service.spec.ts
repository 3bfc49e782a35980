import { jest } from '@jest/globals';
import { joinerOf, openJointRounds, signedAt } from '../../../../test/support/joint-places.js';
import type { Joiner, JointPlaces } from '../../../../test/support/joint-places.js';
import { nothingLeft, until } from '../../../../test/support/patience.js';
import { startService } from '../../../../test/support/service.js';
import type { Service } from '../../../../test/support/service.js';
import { SigningCodes, codeTriesMax, wrongCodesPerDayMax } from './codes.js';
import { FreshLinks } from './fresh-links.js';
import type { Sitting } from './sitting.js';

jest.setTimeout(900_000);

const origin = { ip: '192.0.2.1', userAgent: 'test' };
const minuteMs = 60_000;

let service: Service;
let joint: Joiner['joint'];
let sitAt: Joiner['sitAt'];
let asked: Joiner['asked'];
let codeOf: Joiner['codeOf'];
let wrongFor: Joiner['wrongFor'];
let places: JointPlaces[];
beforeAll(async () => {
  service = await startService();
  ({ joint, sitAt, asked, codeOf, wrongFor } = joinerOf(service));
  ({ places } = await openJointRounds(service, 4));
});
afterAll(() => service?.stop());
beforeEach(() => wait(120));

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const count = async (text: string, values: unknown[]) => (await sql<{ count: number }>(`select count(*)::int as count from ${text}`, values))[0]!.count;
const wait = (minutes: number): void => service.clock.moveTo(new Date(service.clock.now().getTime() + minutes * minuteMs));
const next = (): JointPlaces => {
  const person = places.shift();
  if (!person) throw new Error('The demonstration has too few bodies for one more person');
  return person;
};
const signatures = (...links: string[]) => count('approval where link_id = any($1::uuid[])', [links]);
const triesAt = async (link: string) => (await sql<{ tries: number }>('select tries from code where link_id = $1 order by created_at desc limit 1', [link]))[0]!.tries;
/** A code of that place alone is asked for, and so many wrong ones are typed. */
async function guessAt(link: string, times: number): Promise<void> {
  wait(1);
  const sitting = await asked(link, []);
  for (let n = 0; n < times; n++) expect(await joint.sign(sitting, wrongFor(sitting), origin, [])).toMatchObject({ refusal: 'wrong_code' });
}

test('deux séances sur les deux mêmes tournées, l’une commencée par où l’autre finit : ni l’une ni l’autre n’attend sans fin, qu’elles se trompent ou signent au même instant', async () => {
  const [one, other] = [next(), next()];
  const [ofOne, ofOther] = [await asked(one.one, [one.abroad]), await asked(other.abroad, [other.one])];
  // Each sitting takes its codes in the order in which they were asked for.
  await sql(`update code set created_at = created_at - interval '1 second' where link_id = any($1::uuid[])`, [[one.abroad, other.one]]);
  const both = (code: (sitting: Sitting) => string) => Promise.all([joint.sign(ofOne, code(ofOne), origin, [one.abroad]), joint.sign(ofOther, code(ofOther), origin, [other.one])]);
  const parted = meetAtFirstLine();
  const wrong = await both(wrongFor).finally(parted);
  expect(wrong).toEqual(wrong.map(() => ({ done: false, refusal: 'wrong_code', triesLeft: codeTriesMax - 1 })));
  for (const link of [one.one, one.abroad, other.one, other.abroad]) expect([await triesAt(link), await count(`journal where event = 'refused.code' and actor->>'linkId' = $1`, [link])]).toEqual([1, 1]);
  const [mine, theirs] = await both(codeOf);
  expect([signedAt(mine), signedAt(theirs)]).toEqual([[[one.one, true], [one.abroad, true]], [[other.abroad, true], [other.one, true]]]);
  expect(await signatures(one.one, one.abroad, other.one, other.abroad)).toBe(4);
});

/** Each of two sittings, once it has written its first line, lets the other come as far, or stop at what the first holds: what can cross then crosses. */
function meetAtFirstLine(): () => void {
  const codes = service.web.get(SigningCodes) as unknown as { noteWrongCode: (tx: object, ...rest: unknown[]) => Promise<void> };
  const note = codes.noteWrongCode.bind(codes);
  const met = new Set<object>();
  codes.noteWrongCode = async (tx, ...rest) => {
    await note(tx, ...rest);
    if (met.has(tx)) return;
    met.add(tx);
    await until(async () => met.size === 2 || (await count(`pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, [])) > 0, 'the two sittings meet');
  };
  return () => void Reflect.deleteProperty(codes, 'noteWrongCode');
}

describe('quinze codes faux à une place en un jour, et pas à l’autre', () => {
  let person: JointPlaces;
  let sitting: Sitting;
  const pages = () => Promise.all([sitAt(person.one), sitAt(person.two)]);
  const toldOf = async (link: string) => {
    const { round, slot } = await sitAt(link);
    const at = [round.id, slot.id];
    return {
      lines: await count(`journal where subject_id = $1 and event = 'exhaustCodes' and payload->>'slotId' = $2`, at),
      mails: await count(`mail where subject_id = $1 and kind = 'signature.codes_exhausted' and id in (select id from outbox where effect->>'slotId' = $2)`, at),
    };
  };

  /** Thirteen at one place alone, then two of a code that is shared with another place, typed on both pages at once. */
  beforeEach(async () => {
    person = next();
    for (const times of [codeTriesMax, codeTriesMax, wrongCodesPerDayMax - 2 * codeTriesMax - 2]) await guessAt(person.one, times);
    wait(1);
    sitting = await asked(person.one, [person.two]);
    const [one, two] = await pages();
    await Promise.all([one, two, one, two].map((page) => joint.sign(page, wrongFor(sitting), origin, [person.one, person.two])));
    await nothingLeft(service.database, ['round']);
  });

  test('le bon code ne signe que l’autre, et depuis sa page ; la préfecture le sait une fois', async () => {
    const [one, two] = await pages();
    const tried = await triesAt(person.two);
    expect([one.exhausted, two.exhausted, await triesAt(person.one), tried < codeTriesMax]).toEqual([true, false, 2, true]);
    expect([await toldOf(person.one), await toldOf(person.two)]).toEqual([{ lines: 1, mails: 1 }, { lines: 0, mails: 0 }]);
    expect(await joint.sign(one, codeOf(sitting), origin, [person.two])).toEqual({ done: false, refusal: 'codes_exhausted' });
    expect([await signatures(person.one, person.two), await triesAt(person.two)]).toEqual([0, tried]);
    // Neither is it offered beside the other, nor named among what the code still signs.
    expect((await joint.besides(two)).map((beside) => beside.sitting.link.id)).toEqual([person.abroad]);
    const { left, missed } = await joint.standing(two);
    expect([left, missed].map((list) => list.map(({ link }) => link.id))).toEqual([[person.two], [person.one]]);
    expect(signedAt(await joint.sign(two, codeOf(sitting), origin, [person.one]))).toEqual([[person.two, true]]);
    expect(await signatures(person.one, person.two)).toBe(1);
  });

  test('une autre place épuisée à son tour se dit une fois aussi, dans sa tournée, et la première n’est pas redite', async () => {
    for (let n = 0; n < wrongCodesPerDayMax / codeTriesMax; n++) await guessAt(person.abroad, codeTriesMax);
    expect(await joint.requestCode(await sitAt(person.abroad), [], 'Odile Faure')).toMatchObject({ refusal: 'codes_exhausted' });
    await nothingLeft(service.database, ['round']);
    expect([await toldOf(person.abroad), await toldOf(person.one)]).toEqual([{ lines: 1, mails: 1 }, { lines: 1, mails: 1 }]);
  });

  test('un nouveau lien rouvre sa place ; l’ancien reste fermé', async () => {
    const { link } = await sitAt(person.one);
    wait(120);
    await service.web.get(FreshLinks).askFor(link.signatoryId, link.id);
    await nothingLeft(service.database, ['recovery', 'round']);
    const [fresh] = await sql<{ id: string }>('select id from link where signatory_id = $1 order by created_at desc limit 1', [link.signatoryId]);
    expect(fresh!.id).not.toBe(person.one);
    const opened = await asked(fresh!.id, []);
    expect([opened.exhausted, (await sitAt(person.one)).exhausted]).toEqual([false, true]);
    expect(signedAt(await joint.sign(opened, codeOf(opened), origin, []))).toEqual([[fresh!.id, true]]);
    expect(await signatures(person.one, fresh!.id)).toBe(1);
  });
});
