import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { EffectRegistry, WorkflowRunner, systemActor } from '#libs/platform';
import { clerkIn, codeFor, invitationOf, launch, openDraft, sign, signersOf, until as untilRound } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { until } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

jest.setTimeout(600_000);

/** More than the worker has hands for its mails. */
const stuck = 12;

let service: Service;
let round: string;
let signers: Signer[];
/** All but the préfet, who signs after them. */
let first: Signer[];
beforeAll(async () => {
  service = await startService();
  const clerk = await clerkIn(service);
  round = await openDraft(service, clerk);
  await launch(service, clerk, round);
  signers = await signersOf(service, round);
  first = signers.filter(({ college }) => college !== 'prefet');
});
afterAll(() => service?.stop());

/** Mails that nobody's server takes: every hand of the queue waits. Returns how to let them go. */
async function mailsGetStuck(): Promise<() => void> {
  let release = () => {};
  let waiting = 0;
  const held = new Promise<void>((resolve) => (release = resolve));
  const wait = () => {
    waiting += 1;
    return held;
  };
  service.worker.get(EffectRegistry).handle<{ type: 'wait' }>('bottleneck', { wait: { queue: 'mail', run: wait } });
  await service.db.withIdentity(systemActor('test'), async (tx) => {
    for (let n = 0; n < stuck; n += 1) await service.web.get(WorkflowRunner).announce(tx, 'bottleneck', randomUUID(), { type: 'wait' });
  });
  await until(async () => {
    const [{ relayed }] = (await service.database.superuser<{ relayed: number }>(`select count(*)::int as relayed from outbox where subject = 'bottleneck' and relayed_at is not null`)) as [{ relayed: number }];
    return relayed === stuck && waiting > 0;
  }, 'the mails are stuck');
  return release;
}

test('un code et un lien de connexion partent pendant que le reste du courrier attend', async () => {
  const [signer] = first;
  const link = await invitationOf(service, signer!);
  const release = await mailsGetStuck();
  try {
    expect(await codeFor(service, new Visitor(service.url), link, signer!)).toMatch(/^\d{6}$/);
    await clerkIn(service);
    expect(await service.database.superuser(`select 1 from outbox where subject = 'bottleneck' and done_at is null`)).toHaveLength(stuck);
  } finally {
    release();
  }
});

test('tous signent au même instant : personne n’est refusé, et la convention est scellée', async () => {
  expect(first.length).toBeGreaterThanOrEqual(20);
  // A code of the same instant as the one before would not be the latest.
  service.clock.moveTo(new Date(service.clock.now().getTime() + 60_000));
  const pages = await Promise.all(first.map((signer) => sign(service, signer)));
  for (const page of pages) expect([page.status, page.text]).toEqual([200, expect.stringContaining('Votre signature est enregistrée')]);
  const [prefet] = signers.filter((signer) => !first.includes(signer));
  expect((await sign(service, prefet!)).text).toContain('Votre signature est enregistrée');
  await untilRound(service, round, 'sealed');
  const [kinds] = await service.database.superuser<{ approvals: number; seals: number }>(
    `select count(*) filter (where kind = 'approval')::int as approvals, count(*) filter (where kind = 'seal')::int as seals from revision join document on document.id = document_id where round_id = $1`, [round]);
  expect(kinds).toEqual({ approvals: signers.length, seals: 1 });
});
