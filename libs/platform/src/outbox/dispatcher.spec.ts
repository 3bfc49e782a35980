import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Database } from '../database/database.js';
import { DiscreetError } from './discreet-error.js';
import { EffectDispatcher } from './dispatcher.js';
import { EffectRegistry } from './effects.js';

const born = '1948-00-00';
const row = { id: 'o-1', subject: 'mandate', subjectId: 'm-1', effect: { type: 'seal' }, createdAt: new Date(0), doneAt: null, attempts: 9 };

/** What is written of a fault: in the outbox, in the log, and in the queue by what is thrown again. */
async function said(fault: unknown, { discreet }: { discreet: boolean }): Promise<{ kept: string; logged: string; queued: string }> {
  const [kept, logged]: [string[], string[]] = [[], []];
  const query = (sql: string, values: unknown[]) => Promise.resolve(sql.startsWith('select') ? [row] : kept.push(String(values[1])));
  const db = { withIdentity: (_actor: unknown, work: (tx: unknown) => unknown) => work({ query }) } as unknown as Database;
  const effects = new EffectRegistry();
  effects.handle('mandate', { seal: { queue: 'document', run: () => Promise.reject(fault) } }, { discreet });
  // Another feature handles the rest of the same subject.
  effects.handle('mandate', { destroy: { queue: 'document', run: () => Promise.resolve() } });
  const spy = jest.spyOn(Logger.prototype, 'error').mockImplementation((text: unknown) => void logged.push(String(text)));
  const thrown: unknown = await new EffectDispatcher(db, effects, { now: () => new Date(0) }).dispatch('o-1').then(() => null, (again: unknown) => again);
  spy.mockRestore();
  return { kept: kept.join(), logged: logged.join(), queued: thrown instanceof Error ? `${thrown.message}\n${thrown.stack}\n${String(thrown.cause)}` : String(thrown) };
}

function failing(): Error {
  try {
    throw Object.assign(new RangeError(`Cannot read ${born}`), { code: 'ERR_DATE' });
  } catch (fault) {
    return fault as Error;
  }
}

describe('Un effet qui échoue', () => {
  test('sur des données de personnes, ne dit que le genre de la faute, son code et sa place dans le programme', async () => {
    const { kept, logged, queued } = await said(failing(), { discreet: true });
    expect(kept).toMatch(/^RangeError ERR_DATE at dispatcher\.spec\.\w+:\d+$/);
    expect(logged).toContain('mandate m-1: seal has failed 10 times: RangeError ERR_DATE at');
    expect(queued).toContain('RangeError ERR_DATE at');
    expect([kept, logged, queued].join()).not.toContain(born);
  });

  test.each([['une chaîne', born], ['un objet', { born }], ['un nom et un code qui parlent', Object.assign(new Error('x'), { name: `né en ${born}`, code: `le ${born}` })]])('%s levé comme une faute ne passe pas non plus', async (_, fault) => {
    const { kept, logged, queued } = await said(fault, { discreet: true });
    expect(kept).not.toBe('');
    expect([kept, logged, queued].join()).not.toContain('1948');
  });

  test('une faute qui promet de ne nommer personne garde ses mots', async () => {
    const { kept, queued } = await said(new DiscreetError('550 mailbox unavailable'), { discreet: true });
    expect(kept).toBe('DiscreetError: 550 mailbox unavailable');
    expect(queued).toContain('550 mailbox unavailable');
  });

  test('ailleurs, garde ses mots pour qui exploite le service', async () => {
    const { kept, logged, queued } = await said(new Error('connect ECONNREFUSED 127.0.0.1:25'), { discreet: false });
    expect(kept).toBe('Error: connect ECONNREFUSED 127.0.0.1:25');
    expect(logged).toContain('ECONNREFUSED');
    expect(queued).toContain('ECONNREFUSED');
  });
});
