import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { dayAt, instant } from '../legal-time/legal-day.js';
import type { Instant } from '../legal-time/legal-day.js';
import { decide, dueTick } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { demarches } from './demarches.js';
import type { Demarche } from './demarches.js';
import { abilities, defaultMandateReadings, informationItems, mandateDurations, newMandateFacts } from './mandate.js';
import type { Mandate, MandateDuration, MandateStanding, MandateState, OlderMandate, ScopeItem } from './mandate.js';
import { mandateWorkflow } from './mandate.workflow.js';

/** A small town: two persons, two structures, and a desk that does as the real one does, calendar first and errands within. */
type File = { id: string; person: string; structure: string; subject: Subject<Mandate>; first: Subject<Mandate>; journal: Event<Mandate>[]; past: MandateState[] };
type Town = { zone: string; now: Instant; files: File[] };

const partners = ['caf', 'cpam', 'ccas'] as const;
const offered = demarches.slice(0, 4);
const standing: MandateStanding = { agreementId: 'agreement-1', demarches: offered, partners };
const hash = 'b'.repeat(64);
const overStates: ReadonlySet<MandateState> = new Set<MandateState>(['revoked', 'renounced', 'expired', 'resolved', 'lapsed', 'replaced', 'abandoned', 'destroyed', 'proof_ended', 'forgotten']);
const afterLife: ReadonlySet<MandateState> = new Set<MandateState>(['destroyed', 'proof_ended', 'forgotten']);

function apply(file: File, event: Event<Mandate>) {
  const decision = decide(mandateWorkflow, file.subject, event);
  if (decision.accepted) {
    file.subject = { state: decision.to, facts: decision.facts };
    file.journal.push(event);
    file.past.push(decision.to);
  }
  return decision;
}

function catchUp({ zone, now }: Town, file: File): void {
  for (let due = dueTick(mandateWorkflow, file.subject, dayAt(now, zone), zone); due; due = dueTick(mandateWorkflow, file.subject, dayAt(now, zone), zone)) expect(apply(file, due).accepted).toBe(true);
}

/** As the runner does: the errands of an accepted command are its own, and a refused one would undo the whole. */
function submit(town: Town, file: File, command: Mandate['command']): boolean {
  catchUp(town, file);
  const decision = apply(file, { ...command, effectiveOn: dayAt(town.now, town.zone), at: town.now } as Event<Mandate>);
  if (!decision.accepted) return false;
  for (const { id, command: errand } of decision.commands) expect(submit(town, town.files.find((one) => one.id === id)!, errand as Mandate['command'])).toBe(true);
  return true;
}

/** What the desk reads before a signature: nobody has looked at the calendar of those mandates since they last moved. */
function olderOf({ files }: Town, { id, person, structure }: File): OlderMandate[] {
  const others = files.filter((one) => one.id !== id && one.person === person && one.structure === structure && one.subject.state === 'active');
  return others.map(({ id: other, subject: { facts } }) => ({ id: other, demarches: facts.scope.map(({ demarche }) => demarche).filter((demarche) => facts.takenOver.every((one) => one.demarche !== demarche)) }));
}

// --- what people do ------------------------------------------------------------------------------------------------------

type Step = { wait: number; who: number; do: (town: Town, file: File | undefined) => void };
const scope: fc.Arbitrary<ScopeItem[]> = fc.uniqueArray(
  fc.record({ demarche: fc.constantFrom(...demarches.slice(0, 5)), actions: fc.boolean(), dataRequests: fc.boolean(), partners: fc.subarray([...partners], { minLength: 0 }) }), { selector: ({ demarche }) => demarche, minLength: 0, maxLength: 4 });
const soundScope: fc.Arbitrary<ScopeItem[]> = fc.uniqueArray(
  fc.record({ demarche: fc.constantFrom(...offered), actions: fc.boolean(), partners: fc.subarray([...partners], { minLength: 1 }) }).map((item) => ({ ...item, dataRequests: !item.actions })), { selector: ({ demarche }) => demarche, minLength: 1, maxLength: 3 });
const duration: fc.Arbitrary<MandateDuration> = fc.constantFrom(...mandateDurations);

function draft(town: Town, person: string, structure: string): File {
  const facts = newMandateFacts({ id: `m-${town.files.length}`, timeZone: town.zone, structureId: structure, gestionnaireId: 'g', agentId: 'a', startedOn: dayAt(town.now, town.zone), readings: defaultMandateReadings });
  const first: Subject<Mandate> = { state: 'drafted', facts };
  const file: File = { id: facts.id, person, structure, subject: first, first, journal: [], past: ['drafted'] };
  town.files.push(file);
  return file;
}
const signing = (town: Town, file: File): Mandate['command'] => ({ type: 'sign', place: 'on_site', definedAt: file.subject.facts.definedAt, signature: { means: 'tablet' }, text: { version: 'annexe-7/v1', hash }, standing, older: olderOf(town, file) });

const issue = fc.tuple(fc.constantFrom('p-1', 'p-2'), fc.constantFrom('s-1', 's-2'), soundScope, duration).map(([person, structure, items, lasting]) => (town: Town) => {
  const file = draft(town, person, structure);
  submit(town, file, { type: 'inform', items: informationItems, place: 'on_site', ability: 'able', standing });
  submit(town, file, { type: 'verifyIdentity', document: 'passport' });
  submit(town, file, { type: 'define', scope: items, duration: lasting, standing });
  expect(submit(town, file, signing(town, file))).toBe(true);
});
/** On one mandate picked among all: sensible or not. */
const command: fc.Arbitrary<(town: Town, file: File) => Mandate['command']> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ demarche: fc.constantFrom(...demarches.slice(0, 5)), kind: fc.constantFrom('action' as const, 'data_request' as const), partner: fc.constantFrom(...partners) }).map((act) => () => ({ type: 'act' as const, act, agentId: 'a' })) },
  { weight: 2, arbitrary: fc.constantFrom(...partners).map((partner) => () => ({ type: 'consentSharing' as const, partner, standing })) },
  { weight: 2, arbitrary: fc.constantFrom('desk' as const, 'code' as const).map((channel) => () => ({ type: 'revoke' as const, channel })) },
  fc.constant(() => ({ type: 'renounce' as const, reason: 'other' as const })), fc.constant(() => ({ type: 'resolve' as const })), fc.constant(() => ({ type: 'abandon' as const })),
  fc.constantFrom('death' as const, 'guardianship' as const).map((cause) => ({ zone, now }: Town) => ({ type: 'lapse' as const, cause, occurredOn: dayAt(now, zone) })),
  { weight: 2, arbitrary: fc.constantFrom('slip-1', null).map((slipId) => () => ({ type: 'recordDestruction' as const, slipId })) }, fc.constant(() => ({ type: 'recordForgetting' as const })),
  fc.tuple(fc.constantFrom(...abilities), fc.subarray([...informationItems], { minLength: 3 })).map(([ability, items]) => () => ({ type: 'inform' as const, items, ability, place: 'on_site' as const, standing })),
  fc.constant(() => ({ type: 'verifyIdentity' as const, document: 'other' as const })), fc.tuple(scope, fc.option(duration)).map(([items, lasting]) => () => ({ type: 'define' as const, scope: items, duration: lasting, standing })), fc.constant(signing),
);
const step: fc.Arbitrary<Step> = fc.record({
  /** Mostly seconds and hours; sometimes months, so that terms are reached. */
  wait: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 50_000 }) }, { weight: 2, arbitrary: fc.integer({ min: 0, max: 90_000_000 }) }, fc.integer({ min: 0, max: 12_000_000_000 })),
  who: fc.nat(),
  do: fc.oneof(
    { weight: 3, arbitrary: issue }, fc.constantFrom('p-1', 'p-2').map((person) => (town: Town) => void draft(town, person, 's-1')),
    { weight: 9, arbitrary: command.map((asked) => (town: Town, file: File | undefined) => { if (file) submit(town, file, asked(town, file)); }) },
  ),
});
const history = fc.record({ zone: fc.constantFrom('Europe/Paris', 'Indian/Reunion', 'America/Miquelon'), from: fc.integer({ min: 0, max: 40_000 }), steps: fc.array(step, { minLength: 4, maxLength: 25 }) });

function live({ zone, from, steps }: { zone: string; from: number; steps: readonly Step[] }, watch: (town: Town) => void): Town {
  const town: Town = { zone, now: Temporal.Instant.from('2026-08-28T20:00:00Z').add({ minutes: from }).toString() as Instant, files: [] };
  for (const { wait, who, do: doing } of steps) {
    town.now = Temporal.Instant.from(town.now).add({ milliseconds: wait }).toString() as Instant;
    doing(town, town.files[who % Math.max(town.files.length, 1)]);
    watch(town);
  }
  return town;
}

// --- the law, said a second time and otherwise ----------------------------------------------------------------------------

const numbers: Record<MandateDuration, Temporal.DurationLike> = { one_day: { days: 1 }, one_month: { months: 1 }, six_months: { months: 6 }, one_year: { years: 1 } };
const isBefore = (a: Instant, b: string) => Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) < 0;

/** May that act be done now? Told from the signatures and the ends that were accepted, without the table's own facts of take-over or last day. */
function entrusted({ files, zone, now }: Town, file: File, demarche: Demarche, kind: 'action' | 'data_request', partner: string): boolean {
  const signature = file.journal.findIndex(({ type }) => type === 'sign');
  const defined = file.journal.slice(0, Math.max(signature, 0)).findLast((event) => event.type === 'define');
  if (signature < 0 || defined?.type !== 'define') return false;
  const signedAt = file.journal[signature]!.at;
  const ends = file.journal.some(({ type, at }) => ['revoke', 'renounce', 'resolve', 'lapse'].includes(type) && !isBefore(now, at));
  const midnight = Temporal.Instant.from(signedAt).toZonedDateTimeISO(zone).toPlainDate().add(numbers[defined.duration!]).add({ days: 1 }).toZonedDateTime(zone).toInstant().toString();
  const rank = (one: File) => one.journal.findIndex(({ type }) => type === 'sign');
  const newer = files.some((one) => one !== file && one.person === file.person && one.structure === file.structure && rank(one) >= 0 && signatures.get(one)! > signatures.get(file)!
    && one.subject.facts.scope.some((item) => item.demarche === demarche) && !isBefore(now, one.journal[rank(one)]!.at));
  const item = defined.scope.find((one) => one.demarche === demarche);
  const shared = file.journal.some((event) => event.type === 'consentSharing' && event.partner === partner);
  return !ends && isBefore(now, midnight) && !newer && item !== undefined && (kind === 'action' ? item.actions : item.dataRequests) && (item.partners.includes(partner) || (kind === 'data_request' && shared));
}
/** The order of signatures: two may bear the same instant. */
const signatures = new WeakMap<File, number>();
let signed = 0;
const watchSignatures = ({ files }: Town) => files.filter((file) => !signatures.has(file) && file.subject.facts.signed).forEach((file) => signatures.set(file, (signed += 1)));

test('un acte est reçu si et seulement s’il est dans le mandat, et strictement avant sa fin', () => {
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(history, (given) => {
      live(given, (town) => {
        watchSignatures(town);
        for (const file of town.files) {
          for (const demarche of demarches.slice(0, 5)) {
            const [kind, partner] = [demarche === 'family' ? ('data_request' as const) : ('action' as const), partners[demarche.length % partners.length]!];
            // Asked without being kept: the history goes on as if nobody had asked.
            const probe: File = { ...file, journal: [...file.journal], past: [...file.past] };
            const accepted = submit(town, probe, { type: 'act', act: { demarche, kind, partner }, agentId: 'a' });
            expect(accepted).toBe(entrusted(town, file, demarche, kind, partner));
            if (accepted) taken += 1;
            else refused += 1;
          }
        }
      });
    }),
    { numRuns: 30 },
  );
  // The histories are worth something: both answers were given, many times.
  expect(Math.min(taken, refused)).toBeGreaterThan(50);
});

test('un seul mandat en cours par personne, structure et démarche ; ceux d’une autre structure restent', () => {
  let replaced = 0;
  fc.assert(
    fc.property(history, (given) => {
      const town = live(given, (now) => {
        const held = now.files.filter(({ subject }) => subject.state === 'active').flatMap((file) =>
          file.subject.facts.scope.filter(({ demarche }) => file.subject.facts.takenOver.every((one) => one.demarche !== demarche)).map(({ demarche }) => `${file.person} ${file.structure} ${demarche}`));
        expect(new Set(held).size).toBe(held.length);
      });
      for (const { subject: { facts }, person, structure } of town.files) for (const { by } of facts.takenOver) {
        replaced += 1;
        expect(town.files.find(({ id }) => id === by)).toMatchObject({ person, structure });
      }
    }),
    { numRuns: 100 },
  );
  expect(replaced).toBeGreaterThan(10);
});

test('rien ne sort d’un état final, et aucune fin ne change de date', () => {
  fc.assert(
    fc.property(history, (given) => {
      const ends = new Map<string, unknown>();
      const town = live(given, ({ files }) => {
        for (const { id, subject: { facts } } of files) {
          if (ends.has(id)) expect(facts.end).toEqual(ends.get(id));
          else if (facts.end) ends.set(id, facts.end);
        }
      });
      for (const { past, subject: { state, facts } } of town.files) {
        const over = [...new Set(past.slice(past.findIndex((one) => overStates.has(one))))];
        if (overStates.has(state)) expect(over.slice(1).every((one) => afterLife.has(one))).toBe(true);
        expect(facts.end !== null).toBe(overStates.has(state) && !past.includes('abandoned'));
      }
    }),
    { numRuns: 100 },
  );
});

test('les pas avant la signature sont dans l’ordre de l’article 4.6, à l’instant près', () => {
  fc.assert(
    fc.property(history, (given) => {
      for (const { subject: { facts } } of live(given, () => {}).files) {
        const { informedAt, identifiedAt, definedAt, signed: signature, end } = facts;
        if (!signature) continue;
        const dated = [informedAt!, identifiedAt!, definedAt!, signature.at, ...(end ? [end.at] : [])];
        for (const [i, at] of dated.slice(1).entries()) expect(isBefore(at, dated[i]!)).toBe(false);
        expect([facts.informedAt, signature.at].map((at) => dayAt(at!, facts.timeZone))).toEqual([facts.startedOn, facts.startedOn]);
      }
    }),
    { numRuns: 80 },
  );
});

/** As the journal keeps it: what was entrusted, not all that the structure offered that day. */
function reread(event: Event<Mandate>, { facts }: Subject<Mandate>): Event<Mandate> {
  const line = JSON.parse(JSON.stringify(event)) as Event<Mandate>;
  if (line.type !== 'define' && line.type !== 'sign') return line;
  const entrusted = line.type === 'define' ? line.scope : facts.scope;
  return { ...line, standing: { agreementId: line.standing.agreementId, demarches: entrusted.map(({ demarche }) => demarche), partners: entrusted.flatMap((item) => item.partners) } };
}

test('le journal, rejoué, redonne l’état', () => {
  fc.assert(
    fc.property(history, (given) => {
      for (const { first, journal, subject } of live(given, () => {}).files) {
        let replayed = first;
        for (const event of journal) {
          const decision = decide(mandateWorkflow, replayed, reread(event, replayed));
          if (!decision.accepted) throw new Error(`${event.type}: ${decision.refusal}`);
          replayed = { state: decision.to, facts: decision.facts };
        }
        expect(replayed).toEqual(subject);
      }
    }),
    { numRuns: 80 },
  );
});

test('un instant écrit avec ou sans fraction est le même', () => expect(instant('2026-11-26T06:00:00.000Z')).toBe('2026-11-26T06:00:00Z'));
