import { expect } from '@jest/globals';
import type { Service } from './service.js';
import type { Page } from './visitor.js';

export async function countRows(service: Service, table: string): Promise<number> {
  return (await service.database.superuser<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;
}

export function expectNoSession(page: Page): void {
  expect(page.headers.getSetCookie().filter((line) => line.startsWith('paraphe_session='))).toEqual([]);
}

/** A refusal at the door of ProConnect: its status, its sentence, the way out; and nothing at all has changed. */
export async function expectNothingChanged(service: Service, act: () => Promise<Page>, status: number, sentence: RegExp): Promise<Page> {
  const before = await trace(service);
  const page = await act();
  expect({ status: page.status, text: page.text }).toEqual({ status, text: expect.stringMatching(sentence) });
  expect(page.text).toMatch(/rien n’a été perdu ni changé/);
  expectNoSession(page);
  expect(await trace(service)).toEqual(before);
  return page;
}

/** All that an entrance or an attachment would change. */
async function trace(service: Service): Promise<object> {
  return {
    sessions: await countRows(service, 'session'), identities: await service.database.superuser('select sub, account_id, siret, last_used_at from proconnect_identity order by sub'),
    visits: await countRows(service, 'proconnect_visit'), pending: await countRows(service, 'proconnect_pending'), journal: await countRows(service, `journal where event like 'proconnect%'`),
  };
}
