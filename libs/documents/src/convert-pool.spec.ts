import { describe, expect, test } from '@jest/globals';
import { places } from './convert-pool.js';
import type { DocumentFault } from './fault.js';

/** Works that end when told to, and what began, in order. */
function works() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)!() };
}
const faultOf = (promise: Promise<unknown>) => promise.then(() => null, (fault: DocumentFault) => fault);

describe('les places de conversion', () => {
  test('jamais plus que prévu à la fois, et chacun à son tour', async () => {
    const { begun, work, end } = works();
    const { use } = places(2);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => use(work(name))) as [Promise<string>, Promise<string>, Promise<string>, Promise<string>];
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await b;
    expect(begun).toEqual(['a', 'b', 'c']);
    end('a');
    await a;
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    end('c');
    end('d');
    expect(await Promise.all([c, d])).toEqual(['c', 'd']);
  });

  test('chacun sait combien sont avant lui', async () => {
    const { work, end } = works();
    const { use } = places(1);
    const told: number[] = [];
    const first = use(work('a'));
    const second = use(work('b'));
    const third = use(work('c'), { onWaiting: (ahead) => told.push(ahead) });
    await Promise.resolve();
    end('a');
    await first;
    end('b');
    await second;
    end('c');
    await third;
    expect(told).toEqual([2, 1, 0]);
  });

  test('un travail qui échoue rend sa place', async () => {
    const { use } = places(1);
    expect(await faultOf(use(() => Promise.reject(new Error('panne'))))).toMatchObject({ message: 'panne' });
    expect(await use(() => Promise.resolve('suivant'))).toBe('suivant');
  });

  test('qui abandonne quitte la file sans prendre de place, et les autres avancent', async () => {
    const { begun, work, end } = works();
    const { use } = places(1);
    const controller = new AbortController();
    const told: number[] = [];
    const a = use(work('a'));
    const b = faultOf(use(work('b'), { signal: controller.signal }));
    const c = use(work('c'), { onWaiting: (ahead) => told.push(ahead) });
    await Promise.resolve();
    controller.abort();
    expect(await b).toMatchObject({ code: 'aborted' });
    expect(told).toEqual([2, 1]);
    end('a');
    await a;
    end('c');
    await c;
    expect(begun).toEqual(['a', 'c']);
    expect(await faultOf(use(work('d'), { signal: controller.signal }))).toMatchObject({ code: 'aborted' });
  });

  test('une file pleine le dit tout de suite, et ce n’est que pour un temps', async () => {
    const { work, end } = works();
    const { use } = places(1, 1);
    const a = use(work('a'));
    const b = use(work('b'));
    expect(await faultOf(use(work('c')))).toMatchObject({ code: 'converter-busy', retryable: true });
    end('a');
    await a;
    end('b');
    await b;
    expect(await use(() => Promise.resolve('d'))).toBe('d');
  });
});
