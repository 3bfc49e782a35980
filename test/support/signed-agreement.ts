import { createHash, randomUUID } from 'node:crypto';
import { Certificates } from '#libs/features/keys';
import type { SignerIdentity } from '#libs/signing';
import { SignedPdf } from '../../libs/signing/test/signed-pdf.js';
import type { Service } from './service.js';

/** A sealed agreement of two parties: its file, and each of its earlier versions. */
export type SignedAgreement = { number: string; pdf: Buffer; revisions: readonly Buffer[]; contentHash: string; finalHash: string };

const slots = ['slot_1', 'slot_2'] as const;
const people = {
  slot_1: { fullName: 'Anne Vidal', firstName: 'Anne', lastName: 'Vidal', quality: 'maire', bodyName: 'Commune de Langogne', siret: null, identification: 'Lien personnel et code' },
  slot_2: { fullName: 'Claire Morel', firstName: 'Claire', lastName: 'Morel', quality: 'préfète', bodyName: 'Préfecture de la Lozère', siret: null, identification: 'Lien personnel et code' },
} as const;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Signed by the kernel under the service's own authority, and recorded as the writer does; without Word, LibreOffice or a round. */
export async function signedAgreement(service: Service, number: string): Promise<SignedAgreement> {
  const certificates = service.web.get(Certificates, { strict: false });
  const now = service.clock.now();
  const file = await SignedPdf.open({ slots });
  const serials: (string | null)[] = [null];
  const sign = async (kind: 'certify' | 'approve' | 'seal', field: string, signer: SignerIdentity) => {
    serials.push(signer.serialHex);
    await file.sign(kind, field, signer, now);
    signer.destroy();
  };
  await sign('certify', 'certification', await certificates.forService('certification', now));
  for (const slot of slots) await sign('approve', slot, await certificates.forPerson(people[slot], now));
  await sign('seal', 'seal', await certificates.forService('seal', now));
  const revisions = file.lengths.map((length) => file.pdf.subarray(0, length));
  const [contentHash, finalHash] = [sha256(revisions[1]!), sha256(revisions.at(-1)!)];
  await record(service, number, { revisions, serials, contentHash, finalHash, manifest: file.manifest });
  return { number, pdf: file.pdf, revisions, contentHash, finalHash };
}

async function record(service: Service, number: string, { revisions, serials, contentHash, finalHash, manifest }: { revisions: readonly Buffer[]; serials: readonly (string | null)[]; contentHash: string; finalHash: string; manifest: object }): Promise<void> {
  const [round, document] = [randomUUID(), randomUUID()];
  const now = service.clock.now();
  const facts = {
    slots: slots.map((id) => ({ id, bodyId: id, bodyName: people[id].bodyName, college: 'gestionnaire', capacity: people[id].quality, signatoryId: id, group: 1, state: 'approved', since: now.toISOString(), reason: null })),
    collectUntil: '2026-12-24', termEndsOn: '2027-12-31', contentHash, finalHash, assemblyFailure: null, abandonReason: null,
  };
  const { superuser } = service.database;
  await superuser(
    `insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, created_at, created_by) values ($1, $2, '48', 'Europe/Paris', 'sealed', $3, 'modele-paraphe', '1', $4, 'test')`,
    [round, number, facts, now],
  );
  await superuser('insert into document (id, round_id, name, manifest, provenance, content_hash, pages, created_at) values ($1, $2, $3, $4, $5, $6, 1, $7)', [document, round, `documents/${round}.pdf`, manifest, {}, contentHash, now]);
  for (const [n, kind] of (['prepared', 'certification', 'approval', 'approval', 'seal'] as const).entries()) {
    const slot = kind === 'approval' ? slots[n - 2] : null;
    await superuser('insert into revision (document_id, n, kind, slot_id, start, length, sha256, certificate_serial, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      document, n, kind, slot, revisions[n - 1]?.length ?? 0, revisions[n]!.length, sha256(revisions[n]!), serials[n], now,
    ]);
  }
}
