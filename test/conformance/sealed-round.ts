import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assemble, compose, libreOffice } from '#libs/documents';
import { builtInModel, modelInputSchema } from '#libs/features/model';
import type { ModelInput } from '#libs/features/model';
import {
  CERTIFICATION_FIELD, SEAL_FIELD, appendDocumentTimestamp, appendRevision, appendSecurityStore, createAuthority, issueIdentity, issueRevocationList,
  issueTimestampIdentity, nextTimestampField, openPrefix, prepare, timestampAuthority,
} from '#libs/signing';
import type { Authority, Prefix, SigningAct, SigningManifest, Timestamper } from '#libs/signing';

/** As the service does: certificates outlive any tolerated outage of the timestamp authorities. */
const CERTIFICATE_DAYS = 90;
const REVOCATION_LIST_DAYS = 7;
const ORGANISATION = 'Essai de conformité';
const font = readFileSync(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));

export interface PreparedRound {
  /** The assembled agreement, before anything of ours about signatures. */
  readonly finalised: Buffer;
  /** The same with its empty fields: nobody has signed, nothing is certified. */
  readonly prepared: Buffer;
  readonly manifest: SigningManifest;
  /** Names of the slots, in the order of signature. */
  readonly slots: readonly string[];
}

/** One state the file went through: its first `length` bytes. */
export interface Stage {
  readonly name: 'prepared' | 'certification' | 'approval' | 'seal' | 'security_store' | 'document_timestamp';
  readonly length: number;
}

export interface SealedRound extends PreparedRound {
  readonly path: string;
  readonly stages: readonly Stage[];
  /** Where the root certificate is (PEM), and the revocation list as the service would publish it (DER). */
  readonly rootPath: string;
  readonly crlPath: string;
}

const markerOf = (field: string) => `https://slot.paraphe.invalid/${field}`;

/** The model's own example. */
export const sampleInput = (): ModelInput => modelInputSchema.parse(JSON.parse(readFileSync('templates/convention/v1/sample.json', 'utf8')));

/** An agreement, by default the model's own example, converted by LibreOffice, with as many signatories as asked. */
export async function prepareRound(signatories: number, office: string, sample = sampleInput()): Promise<PreparedRound> {
  const slots = Array.from({ length: signatories }, () => `slot_${randomUUID()}`);
  const [prefet, ...others] = slots;
  const data = { ...sample, signatures: { prefet: pairs([prefet!]), gestionnaires: pairs(others.slice(0, -1)), nationalPartners: pairs(others.slice(-1)) } };
  const template = await compose(await builtInModel.load());
  const { pdf } = await assemble({ template, data: modelInputSchema.parse(data), converter: libreOffice({ binary: office }), date: new Date(), title: 'Convention départementale France Services' });
  const fields = slots.map((name, i) => ({ name, marker: markerOf(name), label: `Signature électronique : ${bodyOf(i)}` }));
  const prepared = await prepare(pdf, { slots: fields, seal: { name: SEAL_FIELD, marker: markerOf(SEAL_FIELD), label: 'Cachet électronique du service' }, font });
  return { finalised: pdf, prepared: prepared.pdf, manifest: prepared.manifest, slots };
}

/**
 * Certifies, has everybody sign, seals, adds the validation data and a document timestamp (`decisions` 5): what the service does, at
 * the machine's own hour, since judges believe no other. Each signature bears its own token.
 */
export async function sealRound(round: PreparedRound, path: string): Promise<SealedRound> {
  const authority = await createAuthority({ commonName: 'Paraphe – autorité d’essai', organisation: ORGANISATION, now: new Date() });
  const identity = await issueTimestampIdentity(authority, { commonName: 'Horodatage d’essai', organisation: ORGANISATION }, { now: new Date(), days: CERTIFICATE_DAYS });
  const { timestamper } = timestampAuthority({ identity, now: () => new Date() });
  const certificates = [...identity.chainDer, identity.certificateDer];
  writeFileSync(path, round.prepared);
  const stages: Stage[] = [{ name: 'prepared', length: round.prepared.length }];
  let prefix = await openPrefix(path, round.prepared.length);
  const keep = (name: Stage['name'], made: { bytes: Buffer; prefix: Prefix }) => {
    appendFileSync(path, made.bytes);
    prefix = made.prefix;
    stages.push({ name, length: prefix.length });
  };
  const acts: [Stage['name'], Act][] = [['certification', certification], ...round.slots.map((slot, i): [Stage['name'], Act] => ['approval', approval(slot, i)]), ['seal', seal]];
  for (const [name, act] of acts) {
    const made = await signed(prefix, round.manifest, { ...act, at: new Date(), timestamp: timestamper }, authority);
    certificates.push(made.certificateDer);
    keep(name, made);
  }
  const crl = await issueRevocationList(authority, { number: 1, revoked: [], now: new Date(), days: REVOCATION_LIST_DAYS });
  keep('security_store', appendSecurityStore(prefix, round.manifest, { certificates, crls: [crl], ocsps: [] })!);
  keep('document_timestamp', await stamped(prefix, round.manifest, timestamper));
  const [rootPath, crlPath] = [path.replace(/\.pdf$/, '-root.pem'), path.replace(/\.pdf$/, '.crl')];
  writeFileSync(rootPath, authority.certificatePem);
  writeFileSync(crlPath, crl);
  return { ...round, path, stages, rootPath, crlPath };
}

/** The file as it stood at each stage, written beside it: that is what the judges are given. */
export function writeStages(round: SealedRound, chosen: (stage: Stage, rank: number) => boolean): { path: string; stage: Stage; rank: number }[] {
  const bytes = readFileSync(round.path);
  return round.stages.flatMap((stage, rank) => {
    if (!chosen(stage, rank)) return [];
    const path = round.path.replace(/\.pdf$/, `-${String(rank).padStart(2, '0')}-${stage.name}.pdf`);
    writeFileSync(path, bytes.subarray(0, stage.length));
    return [{ path, stage, rank }];
  });
}

/** One revision signed with a certificate of that authority. */
export async function signed(prefix: Prefix, manifest: SigningManifest, act: SigningAct, authority: Authority): Promise<{ bytes: Buffer; prefix: Prefix; certificateDer: Buffer }> {
  const usage = act.kind === 'approve' ? 'signatory' : act.kind === 'seal' ? 'seal' : 'certification';
  const signer = await issueIdentity(authority, { commonName: act.name, organisation: ORGANISATION, identification: 'Essai', usage }, { now: act.at, days: CERTIFICATE_DAYS });
  try {
    return { ...(await appendRevision(prefix, manifest, act, signer)), certificateDer: signer.certificateDer };
  } finally {
    signer.destroy();
  }
}

export const stamped = (prefix: Prefix, manifest: SigningManifest, timestamper: Timestamper) => appendDocumentTimestamp(prefix, manifest, nextTimestampField(prefix, manifest)!, timestamper);

type Act = Omit<SigningAct, 'at' | 'timestamp'>;
const bodyOf = (rank: number) => `Collectivité nᵒ ${rank + 1}`;
export const certification: Act = { kind: 'certify', field: CERTIFICATION_FIELD, name: 'Paraphe', reason: 'Certification du texte, avant signature', lines: [] };
export const seal: Act = { kind: 'seal', field: SEAL_FIELD, name: 'Cachet électronique Paraphe', reason: 'Scellement de la convention', lines: ['Convention scellée'] };
export const approval = (field: string, rank: number): Act => ({
  kind: 'approve', field, name: `Ælfgifu Nguyễn ${rank + 1}`, reason: `Approbation pour ${bodyOf(rank)}`, lines: [`Mme Ælfgifu Nguyễn ${rank + 1}`, 'Présidente, par délégation', 'Signé électroniquement'],
});

function pairs(slots: readonly string[]): ModelInput['signatures']['prefet'] {
  const block = (slot: string) => ({ name: slot, bodyName: `Collectivité ${createHash('sha256').update(slot).digest('hex').slice(0, 8)}`, capacity: 'par son représentant habilité', link: { url: markerOf(slot), label: 'Signature électronique' } });
  return slots.flatMap((slot, i) => (i % 2 === 0 ? [{ left: block(slot), right: slots[i + 1] === undefined ? null : block(slots[i + 1]!) }] : []));
}
