import { instant, legalDay } from '../legal-time/legal-day.js';
import { emptySlot } from '../circuit/circuit.js';
import type { Slot } from '../circuit/circuit.js';
import { decide } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { completeRound, emptyRound } from './round.js';
import type { Round } from './round.js';
import { roundWorkflow } from './round.workflow.js';

const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
const hash = 'a'.repeat(64);
const slot = (id: string, college: Slot['college'], group: number, more: Partial<Slot> = {}): Slot => ({
  ...emptySlot, id, college, group, bodyId: `body-${id}`, bodyName: id, capacity: 'représentant', signatoryId: `person-${id}`, state: 'waiting', ...more,
});
const slots = [slot('commune', 'gestionnaire', 1, { candidateIds: ['deputy-commune'] }), slot('caf', 'partenaire_national', 1), slot('club', 'partenaire_local', 1, { blocks: false }), slot('prefet', 'prefet', 2)];
const launch: Event<Round> = { type: 'launch', gaps: [], slots, collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31'), act: null, ...moment };
const act = { kind: 'amendment', id: 'amendment-1', roundId: 'round-1' };
const collecting: Event<Round>[] = [launch, { type: 'recordAssembly', contentHash: hash, ...moment }];
const who = (id: string, signatoryId = `person-${id}`) => ({ slotId: id, signatoryId, contentHash: hash, ...moment });
const sign = (id: string, signatoryId?: string): Event<Round> => ({ type: 'approve', ...who(id, signatoryId) });
const refuse = (id: string): Event<Round> => ({ type: 'refuse', reason: 'Le conseil n’en veut pas.', ...who(id) });
const replace = (id: string, by: string, cause: 'other_person' | 'address' | 'spelling' = 'other_person'): Event<Round> => ({ type: 'replaceSignatory', slotId: id, signatoryId: `person-${id}`, by, cause, ...moment });
const paper = (id: string, signedOn: string): Event<Round> => ({ type: 'recordPaper', paperId: 'paper-1', signedOn: legalDay(signedOn), ...who(id) });
const supersede: Event<Round> = { type: 'supersede', successorId: 'round-2', reason: 'L’annexe 4 a changé.', ...moment };

function run(...events: Event<Round>[]): Subject<Round> & { effects: string[]; commands: readonly unknown[] } {
  let subject: Subject<Round> = { state: 'draft', facts: emptyRound };
  let [effects, commands]: [string[], readonly unknown[]] = [[], []];
  for (const event of events) {
    const decision = decide(roundWorkflow, subject, event);
    if (!decision.accepted) throw new Error(`${event.type}: ${decision.refusal}`);
    subject = { state: decision.to, facts: decision.facts };
    effects = decision.effects.map((effect) => [effect.type, 'slotId' in effect && effect.slotId, 'signatoryId' in effect && effect.signatoryId].filter(Boolean).join(' '));
    commands = decision.commands;
  }
  return { ...subject, effects, commands };
}
const refusalOf = (subject: Subject<Round>, event: Event<Round>) => {
  const decision = decide(roundWorkflow, subject, event);
  return decision.accepted ? null : decision.refusal;
};
const slotIn = ({ facts }: Subject<Round>, id: string) => facts.slots.find((one) => one.id === id)!;
const allBut = (id: string) => slots.filter((one) => one.id !== id).map(({ id: other }) => other);

describe('several may sign for one body', () => {
  test('all are asked', () => expect(run(...collecting).effects).toEqual(expect.arrayContaining(['inviteSignatory commune person-commune', 'inviteSignatory commune deputy-commune'])));
  test('the first who signs has signed for it, and the others are told', () => {
    const signed = run(...collecting, sign('commune', 'deputy-commune'));
    expect(slotIn(signed, 'commune')).toMatchObject({ state: 'approved', signatoryId: 'deputy-commune', candidateIds: ['person-commune'], means: 'simple' });
    expect(signed.effects).toEqual(['appendRevisions', 'acknowledgeApproval commune deputy-commune', 'tellSignedByAnother commune person-commune']);
    expect(refusalOf(signed, sign('commune'))).toBe('already_signed');
  });
  test('nobody else', () => expect(refusalOf(run(...collecting), sign('commune', 'person-caf'))).toBe('other_signatory'));
  test('a reminder goes to all', () => expect(run(...collecting, { type: 'remind', slotId: 'commune', ...moment }).effects).toHaveLength(2));
});

describe('replacing a signatory', () => {
  test('gives the place to the new one alone, and touches no other slot', () => {
    const before = run(...collecting, sign('caf'));
    const after = run(...collecting, sign('caf'), replace('commune', 'new-commune'));
    expect(slotIn(after, 'commune')).toMatchObject({ state: 'invited', signatoryId: 'new-commune', candidateIds: ['deputy-commune'] });
    for (const id of allBut('commune')) expect(slotIn(after, id)).toEqual(slotIn(before, id));
    expect(after.effects).toEqual(['inviteSignatory commune new-commune', 'announceReplacement commune person-commune']);
    expect([refusalOf(after, sign('commune')), refusalOf(after, sign('commune', 'new-commune'))]).toEqual(['other_signatory', null]);
  });
  test.each(['address', 'spelling'] as const)('a wrong %s tells the old one nothing', (cause) => expect(run(...collecting, replace('commune', 'new-commune', cause)).effects).toEqual(['inviteSignatory commune new-commune']));
  test('whose turn has not come is neither asked nor told', () => expect(run(...collecting, replace('prefet', 'new-prefet')).effects).toEqual([]));
  test('is too late once signed', () => expect(refusalOf(run(...collecting, sign('caf')), replace('caf', 'new-caf'))).toBe('already_signed'));
  test('wants the one who is there', () => expect(refusalOf(run(...collecting, replace('caf', 'new-caf')), replace('caf', 'newer-caf'))).toBe('other_signatory'));
  test('of a body that refused, the resumption asks the new one, and tells those still waited for', () => {
    const { effects, state } = run(...collecting, refuse('caf'), replace('caf', 'new-caf'), { type: 'resume', ...moment });
    expect(state).toBe('collecting');
    expect(effects).toEqual(['inviteSignatory caf new-caf', 'inviteSignatory commune person-commune', 'inviteSignatory commune deputy-commune', 'inviteSignatory club person-club']);
  });
  test('while the round has expired, the extension asks the new one', () => {
    const expired = { type: 'reachDeadline' as const, effectiveOn: legalDay('2026-12-25'), at: moment.at };
    const { effects } = run(...collecting, expired, replace('caf', 'new-caf'), { type: 'extend', collectUntil: legalDay('2027-01-20'), effectiveOn: legalDay('2026-12-26'), at: moment.at });
    expect(effects).toContain('inviteSignatory caf new-caf');
  });
});

describe('not the right person', () => {
  const propose: Event<Round> = { type: 'proposeSignatory', proposalId: 'proposal-1', ...who('caf') };
  test('waits for the préfecture, which is told', () => {
    const proposed = run(...collecting, propose);
    expect(slotIn(proposed, 'caf')).toMatchObject({ state: 'invited', proposalId: 'proposal-1' });
    expect(proposed.effects).toEqual(['reportToClerks caf']);
  });
  test('is said once: another proposal waits for the answer to the first, whoever makes it', () => {
    const other: Event<Round> = { ...propose, proposalId: 'proposal-2' } as Event<Round>;
    expect(refusalOf(run(...collecting, propose), other)).toBe('proposal_pending');
    expect(refusalOf(run(...collecting, propose, { type: 'dismissProposal', slotId: 'caf', ...moment }), other)).toBeNull();
    expect(refusalOf(run(...collecting, propose, replace('caf', 'new-caf')), { ...other, signatoryId: 'new-caf' } as Event<Round>)).toBeNull();
  });
  test('ends with the answer: another person, or none', () => {
    expect(slotIn(run(...collecting, propose, replace('caf', 'new-caf')), 'caf').proposalId).toBeNull();
    expect(slotIn(run(...collecting, propose, { type: 'dismissProposal', slotId: 'caf', ...moment }), 'caf').proposalId).toBeNull();
    expect(refusalOf(run(...collecting), { type: 'dismissProposal', slotId: 'caf', ...moment })).toBe('no_proposal');
  });
  test('does not keep the person from signing after all', () => expect(slotIn(run(...collecting, propose, sign('caf')), 'caf')).toMatchObject({ state: 'approved', proposalId: null }));
});

describe('a refusal that does not stop the others', () => {
  test('of a local partner: the others go on, and the préfecture is told', () => {
    const declined = run(...collecting, refuse('club'));
    expect(declined.state).toBe('collecting');
    expect(slotIn(declined, 'club')).toMatchObject({ state: 'declined', reason: 'Le conseil n’en veut pas.', order: null });
    expect(declined.effects).toEqual(['reportToClerks club']);
  });
  test('of a national partner stops the round', () => expect(run(...collecting, refuse('caf')).state).toBe('blocked'));
  test('as the last of its group, the next one is asked', () => expect(run(...collecting, sign('caf'), sign('commune'), refuse('club')).effects).toEqual(['reportToClerks club', 'inviteSignatory prefet person-prefet']));
  test('as the last of all, the document is sealed on the day of the last signature', () => {
    const late = { effectiveOn: legalDay('2026-11-26'), at: instant('2026-11-26T09:00:00Z') };
    const onlyGroup: Event<Round> = { ...launch, slots: slots.map((one) => ({ ...one, group: 1 })) } as Event<Round>;
    const done = run(onlyGroup, collecting[1]!, sign('caf'), sign('commune'), sign('prefet'), { ...refuse('club'), ...late } as Event<Round>);
    expect(done).toMatchObject({ state: 'sealing', facts: { signedOn: '2026-11-24' } });
    expect(done.effects).toEqual(['appendRevisions', 'reportToClerks club']);
  });
  test('gets no copy, and the act is told who is not bound', () => {
    const actRound: Event<Round> = { ...launch, act, termEndsOn: null } as Event<Round>;
    const sealed = run(actRound, collecting[1]!, sign('caf'), refuse('club'), sign('commune'), sign('prefet'), { type: 'recordSeal', finalHash: 'f'.repeat(64), ...moment });
    expect(sealed.effects.filter((effect) => effect.startsWith('deliver'))).toHaveLength(3);
    expect(sealed.commands).toEqual([{ kind: 'amendment', id: 'amendment-1', command: { type: 'recordSignatures', roundId: 'round-1', signedOn: '2026-11-24', declined: ['body-club'] } }]);
  });
  test('but a text that nobody would sign is stopped', () => {
    const alone: Event<Round> = { ...launch, act, termEndsOn: null, slots: [slots[2]!] } as Event<Round>;
    expect(run(alone, collecting[1]!, refuse('club')).state).toBe('blocked');
  });
});

describe('a signature by hand', () => {
  test('takes its rank among the others, and counts from the day that it bears', () => {
    const late = { effectiveOn: legalDay('2026-12-01'), at: instant('2026-12-01T09:00:00Z') };
    const signed = run(...collecting, sign('caf'), { ...paper('commune', '2026-11-27'), ...late } as Event<Round>);
    expect(slotIn(signed, 'commune')).toMatchObject({ state: 'approved', order: 2, means: 'handwritten', paperId: 'paper-1' });
    expect(signed.facts.signedOn).toBe('2026-11-27');
    expect(signed.effects.filter((effect) => effect.startsWith('acknowledge'))).toEqual([]);
  });
  test('older than the latest signature, it does not bring its day back', () => {
    const late = { effectiveOn: legalDay('2026-12-01'), at: instant('2026-12-01T09:00:00Z') };
    expect(run(...collecting, { ...sign('caf'), ...late } as Event<Round>, { ...paper('commune', '2026-11-27'), ...late } as Event<Round>).facts.signedOn).toBe('2026-12-01');
  });
  test.each([['2026-11-25', 'signed_in_future'], ['2026-11-24', null], ['2026-11-23', 'signed_before_text']])('dated %s: %s', (day, refusal) => expect(refusalOf(run(...collecting), paper('commune', day))).toBe(refusal));
  test('binds to the same text', () => expect(refusalOf(run(...collecting), { ...paper('commune', '2026-11-24'), contentHash: 'b'.repeat(64) } as Event<Round>)).toBe('other_content'));
  test('waits for its turn', () => expect(refusalOf(run(...collecting), paper('prefet', '2026-11-24'))).toBe('not_your_turn'));
  test('may be the last', () => expect(run(...collecting, sign('caf'), sign('commune'), refuse('club'), paper('prefet', '2026-11-24')).state).toBe('sealing'));
});

describe('an irregular authority', () => {
  const judged = (verdict: 'regular' | 'irregular') => ({ authority: { id: 'authority-1', verdict, faults: verdict === 'regular' ? [] : ['not_transmitted'] } });
  const irregular = { ...sign('commune'), ...judged('irregular') } as Event<Round>;
  const accept: Event<Round> = { type: 'acceptIrregularity', slotId: 'commune', reason: 'Le préfet en prend la responsabilité.', ...moment };
  test('stops the signature, before its code', () => {
    const asked: Event<Round> = { type: 'requestCode', codeId: 'code-1', ...who('commune'), ...judged('irregular') };
    expect([refusalOf(run(...collecting), asked), refusalOf(run(...collecting), irregular), refusalOf(run(...collecting), { ...paper('commune', '2026-11-24'), ...judged('irregular') } as Event<Round>)]).toEqual(Array(3).fill('authority_irregular'));
  });
  test('a regular one, or one that nobody described, does not', () => expect([refusalOf(run(...collecting), { ...sign('commune'), ...judged('regular') } as Event<Round>), refusalOf(run(...collecting), sign('commune'))]).toEqual([null, null]));
  test('may be accepted by the préfecture, with a reason, for that person alone', () => {
    expect(refusalOf(run(...collecting), { ...accept, reason: 'non' } as Event<Round>)).toBe('reason_missing');
    expect(refusalOf(run(...collecting, accept), irregular)).toBeNull();
    expect(refusalOf(run(...collecting, accept, replace('commune', 'new-commune', 'spelling')), { ...irregular, signatoryId: 'new-commune' } as Event<Round>)).toBeNull();
    expect(refusalOf(run(...collecting, accept, replace('commune', 'new-commune')), { ...irregular, signatoryId: 'new-commune' } as Event<Round>)).toBe('authority_irregular');
  });
});

describe('another text', () => {
  test('voids what was signed, tells each one who was asked, and closes the round', () => {
    const superseded = run(...collecting, sign('caf'), supersede);
    expect(superseded).toMatchObject({ state: 'superseded', facts: { supersededBy: 'round-2', supersededReason: 'L’annexe 4 a changé.' } });
    expect(superseded.effects).toEqual(['commune person-commune', 'commune deputy-commune', 'caf person-caf', 'club person-club'].map((one) => `announceSupersession ${one}`));
    expect(refusalOf(superseded, sign('commune'))).toBe('round_closed');
  });
  test.each<[string, Event<Round>[]]>([['refused', [refuse('caf')]], ['expired', [{ type: 'reachDeadline', effectiveOn: legalDay('2026-12-25'), at: moment.at }]]])('may come once %s', (_, events) => expect(run(...collecting, ...events, supersede).state).toBe('superseded'));
  test('wants a reason, since people are told', () => expect(refusalOf(run(...collecting), { ...supersede, reason: 'non' } as Event<Round>)).toBe('reason_missing'));
  test('of an act is drawn up by the act', () => expect(refusalOf(run({ ...launch, act, termEndsOn: null } as Event<Round>, collecting[1]!), supersede)).toBe('act_not_superseded'));
  test('never comes once all have signed', () => expect(refusalOf(run(...collecting, sign('caf'), sign('commune'), refuse('club'), sign('prefet')), supersede)).toBe('round_closed'));
});

test('a round kept before these words existed is read as one that blocks, with nobody else to ask', () => {
  const { candidateIds: _c, blocks: _b, means: _m, paperId: _p, proposalId: _q, ...old } = slots[1]!;
  expect(completeRound({ slots: [old as Slot] }).slots[0]).toMatchObject({ candidateIds: [], blocks: true, means: null, proposalId: null });
});
