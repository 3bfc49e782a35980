import * as fc from 'fast-check';
import { instant, legalDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { archivesOf, isUnproven, levelOf, nextRevision } from './next-revision.js';
import type { DocumentStanding, WrittenRevision } from './next-revision.js';
import { notYetArchived, renewalDay } from './preservation.js';
import type { Preservation } from './preservation.js';
import { preservationWorkflow } from './preservation.workflow.js';

const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
const archive = { type: 'recordArchive' as const, provenOn: moment.effectiveOn, authorityUntil: legalDay('2031-11-24'), ...moment };

describe('la table de la conservation', () => {
  test('obéit à toutes les lois', () => expect(brokenLaws(preservationWorkflow)).toEqual([]));

  const absent = statesOf(preservationWorkflow).flatMap((state) => eventsOf(preservationWorkflow).filter((event) => !possibleEvents(preservationWorkflow, state).has(event)).map((event) => [state, event] as const));
  test.each(absent)('%s refuse %s', (state, type) =>
    expect(decide(preservationWorkflow, { state, facts: notYetArchived }, { ...archive, type } as Event<Preservation>)).toEqual({ accepted: false, refusal: preservationWorkflow.otherwise?.[state] ?? 'not_possible_now' }));

  test('une archive compte, et dit quand la renouveler', () => {
    const done = decide(preservationWorkflow, { state: 'extending', facts: notYetArchived }, archive);
    expect(done).toMatchObject({ accepted: true, to: 'archived', facts: { archives: 1, archivedOn: '2026-11-24', renewOn: '2031-05-28' } });
  });

  test.each<[string, string | null]>([['2031-05-27', null], ['2031-05-28', 'reachRenewal']])('le %s, le calendrier dit %s', (day, tick) => {
    const subject: Subject<Preservation> = { state: 'archived', facts: { archives: 1, archivedOn: moment.effectiveOn, renewOn: legalDay('2031-05-28') } };
    expect(dueTick(preservationWorkflow, subject, legalDay(day), 'Europe/Paris')?.type ?? null).toBe(tick);
  });
});

test('on renouvelle toujours après le jour de l’archive et avant la fin du certificat, s’il vit plus d’un jour', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9000 }), (life) => {
      const from = legalDay('2026-01-01');
      const until = legalDay(new Date(Date.UTC(2026, 0, 1 + life)).toISOString().slice(0, 10));
      const day = renewalDay(from, until);
      return day > from && day < until;
    }),
  );
});

const certified: WrittenRevision[] = [{ kind: 'prepared', slotId: null, timestamped: false }, { kind: 'certification', slotId: null, timestamped: true }];
const approval = (slotId: string, timestamped = true): WrittenRevision => ({ kind: 'approval', slotId, timestamped });
const seal = (timestamped = true): WrittenRevision => ({ kind: 'seal', slotId: null, timestamped });
const bare = (kind: 'timestamp' | 'store'): WrittenRevision => ({ kind, slotId: null, timestamped: false });
const standing = (more: Partial<DocumentStanding>): DocumentStanding => ({ written: certified, approved: ['a', 'b'], complete: false, authority: 'answering', spares: 16, archivesWanted: 1, ...more });

describe('la révision suivante', () => {
  test.each<[string, Partial<DocumentStanding>, object | null]>([
    ['une signature recueillie passe avant tout', { written: [...certified, approval('a', false)], authority: 'silent' }, { kind: 'approval', slotId: 'b' }],
    ['rien, tant que d’autres doivent signer', { written: [...certified, approval('a'), approval('b')] }, null],
    ['une signature sans jeton est couverte dès qu’une autorité répond', { written: [...certified, approval('a'), approval('b', false)] }, { kind: 'timestamp', purpose: 'proof' }],
    ['sans autorité, on attend', { written: [...certified, approval('a'), approval('b', false)], authority: 'silent' }, { kind: 'wait' }],
    ['les emplacements des décennies à venir ne servent pas pendant la tournée', { written: [...certified, approval('a'), approval('b', false)], spares: 10 }, null],
    ['tous ont signé : le cachet', { written: [...certified, approval('a'), approval('b')], complete: true }, { kind: 'seal' }],
    ['le cachet n’attend pas l’autorité', { written: [...certified, approval('a', false), approval('b', false)], complete: true, authority: 'silent' }, { kind: 'seal' }],
    ['mais l’horodatage passe avant lui quand il est possible', { written: [...certified, approval('a', false), approval('b')], complete: true }, { kind: 'timestamp', purpose: 'proof' }],
    ['après le cachet, les données de validation', { written: [...certified, approval('a'), approval('b'), seal()], complete: true }, { kind: 'store' }],
    ['puis l’horodatage d’archive', { written: [...certified, approval('a'), approval('b'), seal(), bare('store')], complete: true }, { kind: 'timestamp', purpose: 'archive' }],
    ['qui attend l’autorité', { written: [...certified, approval('a'), approval('b'), seal(), bare('store')], complete: true, authority: 'silent' }, { kind: 'wait' }],
    ['et c’est tout', { written: [...certified, approval('a'), approval('b'), seal(), bare('store'), bare('timestamp')], complete: true }, null],
    ['un cachet sans jeton est d’abord couvert, puis archivé', { written: [...certified, approval('a'), approval('b'), seal(false)], complete: true }, { kind: 'timestamp', purpose: 'proof' }],
    ['l’archive vient après cette preuve', { written: [...certified, approval('a'), approval('b'), seal(false), bare('timestamp')], complete: true }, { kind: 'store' }],
    ['un renouvellement ajoute données et horodatage', { written: [...certified, approval('a'), approval('b'), seal(), bare('store'), bare('timestamp')], complete: true, archivesWanted: 2 }, { kind: 'store' }],
    ['un document réservé ne grandit pas : la signature des autres attend', { reserved: true }, { kind: 'reserved' }],
    ['ni horodatage de preuve, autorité muette ou non', { written: [...certified, approval('a'), approval('b', false)], authority: 'silent', reserved: true }, { kind: 'reserved' }],
    ['réservé sans que rien manque, il n’attend rien', { written: [...certified, approval('a'), approval('b')], reserved: true }, null],
    ['sans emplacement libre, rien', { written: [...certified, approval('a'), approval('b'), seal(), bare('store'), bare('timestamp')], complete: true, archivesWanted: 2, spares: 0 }, null],
  ])('%s', (_, more, expected) => expect(nextRevision(standing(more))).toEqual(expected));

  test('quoi qu’il arrive aux autorités, tout finit scellé une fois, prouvé et archivé, dans l’ordre', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (answers, count) => {
        const approved = Array.from({ length: count }, (_, i) => `s${i}`);
        const written: WrittenRevision[] = [...certified];
        let spares = 16;
        for (let i = 0; i < answers.length + count + 12; i++) {
          const answering = i < answers.length ? answers[i]! : true;
          const next = nextRevision({ written, approved, complete: true, authority: answering ? 'answering' : 'silent', spares, archivesWanted: 1 });
          if (!next) break;
          if (next.kind === 'wait' || next.kind === 'reserved') continue;
          if (next.kind === 'timestamp') spares--;
          written.push({ kind: next.kind, slotId: next.kind === 'approval' ? next.slotId : null, timestamped: answering && next.kind !== 'store' && next.kind !== 'timestamp' });
        }
        const kinds = written.map(({ kind }) => kind);
        return kinds.filter((kind) => kind === 'seal').length === 1 && !isUnproven(written) && archivesOf(written) === 1 && kinds.lastIndexOf('approval') < kinds.indexOf('seal') && spares >= 10;
      }),
    );
  });
});

test.each<[string, WrittenRevision[], string]>([
  ['sans jeton ni horodatage', [approval('a', false)], 'B-B'],
  ['avec son jeton', [approval('a')], 'B-T'],
  ['couverte plus tard par un horodatage du document', [approval('a', false), approval('b'), bare('timestamp')], 'B-T'],
  ['des données de validation, mais aucune preuve de date', [approval('a', false), bare('store')], 'B-B'],
  ['l’horodatage qui suit les données prouve sans les archiver', [approval('a', false), bare('store'), bare('timestamp')], 'B-T'],
  ['avec ses données de validation', [approval('a'), seal(), bare('store')], 'B-LT'],
  ['avec l’horodatage d’archive', [approval('a'), seal(), bare('store'), bare('timestamp')], 'B-LTA'],
  ['prouvée, puis archivée', [approval('a', false), seal(false), bare('timestamp'), bare('store'), bare('timestamp')], 'B-LTA'],
])('niveau d’une signature %s', (_, written, level) => expect(levelOf(written, 0)).toBe(level));
