import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { jest } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { insertApproval, loadRound, rounds } from '#libs/features/round';
import { Storage, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import { startWork } from '../../apps/worker/src/start-work.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { clerkIn, launch, openDraft } from '../support/actors.js';
import { until } from '../support/patience.js';
import { sha256 } from '../support/processes.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

/** Two hundred rounds end at once on two cores: a minute when they are free, ten when they are not. */
jest.setTimeout(600_000);

const times = 200;
const actor = systemActor('test');

let service: Service;
let other: INestApplicationContext;
let stopOther: () => void;
beforeAll(async () => {
  service = await startService();
  other = await NestFactory.createApplicationContext(WorkerModule.forRoot({ config: service.config, clock: service.clock }), { logger: ['error'], abortOnError: false });
  stopOther = await startWork(other);
});
afterAll(async () => {
  stopOther?.();
  await other?.close();
  await service?.stop();
});

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);

/** The same launched round again, `times` times: in each, two bodies of one group are left to sign. */
async function copiesOf(id: string): Promise<string[]> {
  const storage = service.worker.get(Storage);
  const [source] = await sql<{ id: string; name: string }>('select id, name from document where round_id = $1', [id]);
  const made = Array.from({ length: times }, () => ({ round: randomUUID(), document: randomUUID() }));
  for (const { round, document } of made) {
    const path = storage.path(nameOf(round, document));
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(storage.path(source!.name), path);
  }
  const copies = 'unnest($2::uuid[], $3::uuid[], $4::text[]) as copy (round, document, name)';
  const ids = [made.map(({ round }) => round), made.map(({ document }) => document), made.map(({ round, document }) => nameOf(round, document))];
  await sql(
    `insert into round select copy.round, copy.name, departement_code, time_zone, 'collecting',
       jsonb_set(facts, '{slots}', (select jsonb_agg(slot || '{"group":1,"state":"invited"}') from (select slot from jsonb_array_elements(facts->'slots') slot limit 2) as two)),
       null, model_id, model_version, structures_max, waivers, dossier, created_at, created_by from round, ${copies} where id = $1`,
    [id, ...ids],
  );
  await sql(`insert into document select copy.document, copy.round, copy.name, manifest, provenance, content_hash, pages, created_at from document, ${copies} where id = $1`, [source!.id, ...ids]);
  const columns = 'n, kind, slot_id, field, start, length, sha256, certificate_serial, timestamped, proven_at, certificates, token, created_at';
  await sql(`insert into revision (document_id, ${columns}) select copy.document, ${columns} from revision, ${copies} where document_id = $1`, [source!.id, ...ids]);
  await sql(`insert into document_state select copy.document, n, prefix, store from document_state, ${copies} where document_id = $1`, [source!.id, ...ids]);
  return ids[0]!;
}

const nameOf = (round: string, document: string) => `documents/${round}/${document}.pdf`;

/** Mails and evidence of two hundred rounds would take the machine for minutes and prove nothing here: they are held to be done. */
async function onlyTheDocument(): Promise<void> {
  await sql(`
    create function hold_done() returns trigger language plpgsql as $$ begin new.relayed_at := new.created_at; new.done_at := new.created_at; return new; end $$;
    create trigger hold_done before insert on outbox for each row
      when (new.effect->>'type' not in ('appendRevisions', 'coverSignatures', 'extendArchive')) execute function hold_done();`);
}

async function approve(app: INestApplicationContext, id: string, which: 0 | 1): Promise<boolean> {
  const runner = app.get(WorkflowRunner);
  const { facts } = await service.db.withIdentity(actor, (tx) => loadRound(tx, id));
  const { id: slotId, signatoryId } = facts.slots[which]!;
  const contentHash = facts.contentHash!;
  const submission = await runner.submit(rounds, id, { type: 'approve', slotId, signatoryId, contentHash }, actor, (tx) =>
    insertApproval(tx, { roundId: id, slotId, signatoryId, approvedAt: instantOf(service.clock), contentHash, typedName: 'x', consentVersion: 'x', codeId: randomUUID(), linkId: randomUUID(), ip: '127.0.0.1', userAgent: 'x', authority: null }),
  );
  return submission.accepted;
}

test(`les deux derniers signent au même instant, ${times} fois : un seul cachet à chaque fois`, async () => {
  const clerk = await clerkIn(service);
  const original = await openDraft(service, clerk, 1);
  await launch(service, clerk, original);
  await onlyTheDocument();
  const copies = await copiesOf(original);

  for (const id of copies) expect(await Promise.all([approve(service.worker, id, 0), approve(other, id, 1)])).toEqual([true, true]);
  const sealed = async () => (await sql<{ count: number }>(`select count(*)::int as count from round where state = 'sealed' and id = any($1)`, [copies]))[0]!.count;
  await until(async () => (await sealed()) === times, `${times} rounds are sealed`, 540_000);

  const kinds = await sql<{ kinds: string[] }>('select array_agg(kind order by n) as kinds from revision join document on document.id = document_id where round_id = any($1) group by document_id', [copies]);
  expect(kinds).toHaveLength(times);
  for (const row of kinds) expect(row.kinds).toEqual(['prepared', 'certification', 'approval', 'approval', 'seal', 'store', 'timestamp']);
  const seals = await sql<{ count: number }>(`select count(*)::int as count from journal where event = 'recordSeal' and subject_id = any($1) group by subject_id`, [copies]);
  expect(seals.map(({ count }) => count)).toEqual(Array.from({ length: times }, () => 1));

  const files = await sql<{ name: string; sha256: string; length: number }>(
    'select distinct on (document.id) document.name, revision.sha256, revision.length::float8 as length from document join revision on document_id = document.id where round_id = any($1) order by document.id, n desc',
    [copies],
  );
  for (const { name, sha256: hash, length } of files) {
    const bytes = readFileSync(service.worker.get(Storage).path(name));
    expect([bytes.length, sha256(bytes)]).toEqual([length, hash]);
  }
});
