// Rounds that everybody may sign at once: one is assembled by the worker and LibreOffice, each of the others is launched on a copy of its prepared document.
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addMonths, dayAt, seatsOf } from '#libs/domain';
import { demonstrationDossier, saveGestionnaire, saveStructure, seedDemonstration } from '#libs/features/directory';
import { seedAccounts } from '#libs/features/identity';
import { RoundLaunch, documentOf, loadRound, rounds } from '#libs/features/round';
import { Database, Storage, WorkflowRunner, systemActor } from '#libs/platform';
import { withService } from './bench-database.mjs';

const { insertSignatories } = await import(new URL('../../dist/libs/features/src/round/round.store.js', import.meta.url));

/** LibreOffice lays out the annexes of some eighty structures once. */
const ASSEMBLED_WITHIN_MS = 300_000;
const actor = systemActor('bench');
const { code } = demonstrationDossier().departement;

/** The demonstration's département, with as many gestionnaires (one structure each) as it takes for that many people to sign. */
export function seedDepartement(database, signatories) {
  return withService(database, new Date(), (app) =>
    app.get(Database).withIdentity(actor, async (tx) => {
      await seedDemonstration(tx);
      await seedAccounts(tx, new Date());
      const dossier = demonstrationDossier();
      const { gestionnaires } = dossier;
      const structures = dossier.structures.filter(({ format }) => format === 'fixe');
      for (let n = seatsOf(dossier).length; n < signatories; n += 1) {
        const [like, served] = [gestionnaires[n % gestionnaires.length], structures[n % structures.length]];
        const gestionnaire = { ...like, id: randomUUID(), name: `${like.name} (${n})` };
        await saveGestionnaire(tx, code, gestionnaire);
        await saveStructure(tx, code, { ...served, id: randomUUID(), gestionnaireId: gestionnaire.id, name: `${served.name} (${n})` });
      }
    }),
  );
}

/** Launches the round whose document is copied: the worker that runs assembles it. Returns its id. */
export function launchFirst(database) {
  return withService(database, new Date(), async (app) => {
    const launch = app.get(RoundLaunch);
    const id = await launch.open(code, actor);
    const launched = await launch.launch(id, lastDays(), actor);
    if (!launched.accepted) throw new Error(`La tournée ne part pas : ${launched.refusal} ${JSON.stringify((await launch.checks(id, actor)).gaps.slice(0, 5))}`);
    return id;
  });
}

export async function untilAssembled(client, id) {
  for (const limit = performance.now() + ASSEMBLED_WITHIN_MS; ; await delay(200)) {
    const { rows: [{ state, failure }] } = await client.query(`select state, facts->>'assemblyFailure' as failure from round where id = $1`, [id]);
    if (state === 'collecting') return;
    if (failure || performance.now() > limit) throw new Error(`La convention ne s’assemble pas : ${failure ?? state}`);
  }
}

/** Another round on the same text: everybody is asked at once, and the worker that runs writes to them. Returns its id and, by address, who signs. */
export function launchAgain(database, sourceId) {
  return withService(database, new Date(), async (app) => {
    const [db, runner, storage] = [app.get(Database), app.get(WorkflowRunner), app.get(Storage)];
    const id = await app.get(RoundLaunch).open(code, actor);
    const people = await db.withIdentity(actor, async (tx) => {
      const source = await loadRound(tx, sourceId);
      const seated = seatsOf(source.dossier).map((seat, rank) => seatedAgain(seat, source.facts.slots.find(({ bodyId, capacity }) => bodyId === seat.bodyId && capacity === seat.capacity), id, rank));
      await tx.query('update round set dossier = source.dossier, official_files = source.official_files from round source where round.id = $1 and source.id = $2', [id, sourceId]);
      await accepted(runner.submitIn(tx, rounds, id, { type: 'launch', gaps: [], slots: seated.map(({ slot }) => slot), act: null, ...lastDays() }, actor, () => insertSignatories(tx, id, seated)));
      // The document is there already.
      await tx.query(`update outbox set relayed_at = now(), done_at = now() where subject_id = $1 and effect->>'type' = 'assembleDocument'`, [id]);
      await copyDocument(tx, storage, await documentOf(tx, sourceId), id);
      await accepted(runner.submitIn(tx, rounds, id, { type: 'recordAssembly', contentHash: source.facts.contentHash }, actor));
      return seated.map(({ seat: { signatory } }) => ({ email: signatory.email, name: `${signatory.firstName} ${signatory.lastName}` }));
    });
    return { id, people };
  });
}

/** The same place of the same text, for a person of this round alone; nobody waits for anybody. */
function seatedAgain(seat, slot, roundId, rank) {
  const signatory = { ...seat.signatory, email: `s${rank}.${roundId.slice(0, 8)}@signataires.example` };
  return { seat: { ...seat, signatory, candidates: [] }, slot: { ...slot, group: 1, state: 'waiting', since: null, signatoryId: randomUUID(), candidateIds: [] } };
}

async function copyDocument(tx, storage, source, roundId) {
  const id = randomUUID();
  const name = `documents/${roundId}/${id}.pdf`;
  await mkdir(dirname(storage.path(name)), { recursive: true });
  await copyFile(storage.path(source.name), storage.path(name));
  await tx.query('insert into document (id, round_id, name, manifest, provenance, content_hash, pages, created_at) select $2, $3, $4, manifest, provenance, content_hash, pages, now() from document where id = $1', [source.id, id, roundId, name]);
  const columns = 'n, kind, slot_id, field, start, length, sha256, certificate_serial, timestamped, proven_at, certificates, token, created_at';
  await tx.query(`insert into revision (document_id, ${columns}) select $2, ${columns} from revision where document_id = $1`, [source.id, id]);
  await tx.query('insert into document_state (document_id, n, prefix, store) select $2, n, prefix, store from document_state where document_id = $1', [source.id, id]);
}

async function accepted(submission) {
  const { accepted: isAccepted, refusal } = await submission;
  if (!isAccepted) throw new Error(`La tournée ne part pas : ${refusal}`);
}

function lastDays() {
  const today = dayAt(new Date().toISOString(), 'Europe/Paris');
  return { collectUntil: addMonths(today, 1), termEndsOn: addMonths(today, 18) };
}
