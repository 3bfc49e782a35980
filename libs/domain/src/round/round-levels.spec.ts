import fc from 'fast-check';
import { emptySlot } from '../circuit/circuit.js';
import type { Slot } from '../circuit/circuit.js';
import { instant, legalDay } from '../legal-time/legal-day.js';
import type { LevelMin } from '../level/level.js';
import { decide } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { replayRound, withoutWords } from './round-replay.js';
import type { RoundLine } from './round-replay.js';
import { completeRound, emptyRound } from './round.js';
import type { Round } from './round.js';
import { roundWorkflow } from './round.workflow.js';

const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
const contentHash = 'a'.repeat(64);
const slot = (id: string, college: Slot['college'], level: LevelMin | null, more: Partial<Slot> = {}): Slot => ({
  ...emptySlot, id, college, group: 1, bodyId: id, bodyName: id, capacity: '', signatoryId: `person-${id}`, state: 'waiting', level, ...more,
});
const slots = [slot('commune', 'gestionnaire', 'simple'), slot('caf', 'partenaire_national', 'simple'), slot('prefet', 'prefet', 'strong')];
const launch = { type: 'launch' as const, gaps: [], slots, collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31'), act: null, ...moment };
const assembled = { type: 'recordAssembly' as const, contentHash, ...moment };
const by = (slotId: string) => ({ slotId, signatoryId: `person-${slotId}`, contentHash, ...moment });
const code = (slotId: string) => ({ type: 'requestCode' as const, codeId: 'code-1', ...by(slotId) });
const approve = (slotId: string, means?: 'code' | 'certificate') => ({ type: 'approve' as const, ...by(slotId), ...(means && { means }) });
const paper = (slotId: string) => ({ type: 'recordPaper' as const, ...by(slotId), signedOn: moment.effectiveOn, paperId: 'paper-1' });

function after(...events: Event<Round>[]): Subject<Round> {
  return events.reduce<Subject<Round>>((subject, event) => {
    const decision = decide(roundWorkflow, subject, event);
    if (!decision.accepted) throw new Error(`${event.type}: ${decision.refusal}`);
    return { state: decision.to, facts: decision.facts };
  }, { state: 'draft', facts: emptyRound });
}
function refusalOf(subject: Subject<Round>, event: Event<Round>): string | null {
  const decision = decide(roundWorkflow, subject, event);
  return decision.accepted ? null : decision.refusal;
}
const collecting = after(launch, assembled);
const placeOf = ({ facts }: Subject<Round>, id: string) => facts.slots.find((one) => one.id === id)!;

describe('a place where more than a code is asked', () => {
  test.each<[string, Event<Round>]>([['gives no code', code('prefet')], ['is not signed by one', approve('prefet')], ['nor by one that says it is', approve('prefet', 'code')]])('%s', (_, event) => {
    expect(refusalOf(collecting, event)).toBe('level_insufficient');
  });

  test.each<[string, Event<Round>, string]>([['a hand on paper', paper('prefet'), 'handwritten'], ['a certificate of their own', approve('prefet', 'certificate'), 'own_certificate']])('is signed by %s', (_, event, means) => {
    expect(placeOf(after(launch, assembled, event), 'prefet')).toMatchObject({ state: 'approved', means });
  });

  test('changes nothing at the other places, where a code stays enough', () => {
    expect(refusalOf(collecting, code('commune'))).toBeNull();
    expect(placeOf(after(launch, assembled, approve('commune')), 'commune')).toMatchObject({ state: 'approved', means: 'simple' });
  });

  test('may still be refused, handed to another, or reminded: the level is about signing', () => {
    expect(refusalOf(collecting, { type: 'refuse', ...by('prefet'), reason: 'Le texte ne convient pas.' })).toBeNull();
    expect(refusalOf(collecting, { type: 'remind', slotId: 'prefet', ...moment })).toBeNull();
    const replaced = after(launch, assembled, { type: 'replaceSignatory', slotId: 'prefet', signatoryId: 'person-prefet', by: 'other', cause: 'other_person', ...moment });
    expect(placeOf(replaced, 'prefet').level).toBe('strong');
  });

  test('says so before it speaks of the title: a code would not sign even under a regular one', () => {
    const irregular = { authority: { id: 'title-1', verdict: 'irregular' as const, faults: ['x'] } };
    expect(refusalOf(collecting, { ...approve('prefet'), ...irregular })).toBe('level_insufficient');
    expect(refusalOf(collecting, { ...approve('prefet', 'certificate'), ...irregular })).toBe('authority_irregular');
  });

  test('whatever the order of the acts, no strong place ever rests on a code', () => {
    const level = fc.constantFrom<LevelMin>('simple', 'strong');
    const acts = fc.array(fc.record({ place: fc.constantFrom('commune', 'caf', 'prefet'), how: fc.constantFrom(code, approve, paper, (id: string) => approve(id, 'certificate')) }), { maxLength: 12 });
    fc.assert(fc.property(fc.tuple(level, level, level), acts, (levels, tried) => {
      const asked = slots.map((one, rank) => ({ ...one, level: levels[rank]! }));
      let subject = after({ ...launch, slots: asked }, assembled);
      for (const { place, how } of tried) {
        const decision = decide(roundWorkflow, subject, how(place));
        if (decision.accepted) subject = { state: decision.to, facts: decision.facts };
      }
      return subject.facts.slots.every((one, rank) => one.level === levels[rank] && (one.level === 'simple' || one.means !== 'simple'));
    }));
  });
});

describe('a round whose levels nobody has chosen', () => {
  const unchosen = [slots[0]!, slots[1]!, slot('prefet', 'prefet', null)];
  test('is not launched, be it for an act', () => {
    expect(refusalOf({ state: 'draft', facts: emptyRound }, { ...launch, slots: unchosen })).toBe('levels_unchosen');
    expect(refusalOf({ state: 'draft', facts: emptyRound }, { ...launch, slots: [unchosen[2]!], termEndsOn: null, act: { kind: 'amendment', id: 'a', roundId: 'r' } })).toBe('levels_unchosen');
  });

  test('is not frozen', () => {
    const parts = [{ bodyId: 'commune', bodyName: 'commune', college: 'gestionnaire' as const, hash: '1' }];
    const project = after({ type: 'openProject', gaps: [], parts, ...moment }, { type: 'confirmAnnexes', bodyId: 'commune', partHash: '1', answerId: 'x', ...moment });
    const freeze = { type: 'freeze' as const, gaps: [], slots: unchosen, parts, termEndsOn: legalDay('2027-12-31'), ...moment };
    expect(refusalOf(project, freeze)).toBe('levels_unchosen');
    expect(refusalOf(project, { ...freeze, slots })).toBeNull();
  });
});

describe('a round older than the levels', () => {
  test('reads as one where a code is enough', () => {
    const { level: _, ...old } = slots[2]!;
    expect(completeRound({ slots: [old as Slot] }).slots[0]!.level).toBe('simple');
  });

  test('replays from a journal that says nothing of them; a newer one replays with them', () => {
    const lines = (told: (one: Slot) => object): RoundLine[] => {
      const line = { effectiveOn: moment.effectiveOn, recordedAt: moment.at };
      return [
        { ...line, rank: 1, event: 'open', payload: {}, stateFrom: null, stateTo: 'draft' },
        { ...line, rank: 2, event: 'launch', payload: { collectUntil: launch.collectUntil, termEndsOn: launch.termEndsOn, slots: slots.map(told), waived: [] }, stateFrom: 'draft', stateTo: 'assembling' },
        { ...line, rank: 3, event: 'recordAssembly', payload: { contentHash }, stateFrom: 'assembling', stateTo: 'collecting' },
      ];
    };
    const seat = ({ id, college, group, bodyId, signatoryId, candidateIds, blocks }: Slot) => ({ id, college, group, bodyId, signatoryId, candidateIds, blocks });
    expect(replayRound(lines(seat)).facts.slots.map(({ level }) => level)).toEqual(['simple', 'simple', 'simple']);
    expect(replayRound(lines((one) => ({ ...seat(one), level: one.level })))).toEqual(withoutWords(collecting));
  });
});
