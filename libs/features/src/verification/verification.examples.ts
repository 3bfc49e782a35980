import type { CertificateSummary, SignatureReport, TimestampReport, VerificationReport } from '#libs/signing';
import type { Standing } from './verdict.js';
import { subjectOf } from '#libs/features/round';
import type { Agreement } from './verification.store.js';

/** Reports and agreements made by hand, for the specs of this room only. */
const hash = 'ab12'.repeat(16);

export function certificateOf(change: Partial<CertificateSummary> = {}): CertificateSummary {
  return {
    commonName: 'Anne Vidal', organisation: 'Commune de Langogne', organisationIdentifier: 'SI:FR-21480080500013', title: 'maire', issuer: 'Paraphe – autorité de certification', serialHex: '4f2a91c07be64d10a3', notBefore: '2026-11-24T08:59:00Z',
    notAfter: '2027-02-22T09:00:00Z', notice: 'Lien personnel et code envoyés à l’adresse électronique déclarée par la préfecture', qualified: null, sha256: hash, ...change,
  };
}

export function timestampOf(change: Partial<TimestampReport> = {}): TimestampReport {
  return {
    field: 'timestamp_01', at: '2026-12-01T10:04:00Z', authority: certificateOf({ commonName: 'Horodatage de l’État', title: null, notice: null }), integrity: 'intact', coverage: 'whole_file', trust: 'trusted', revision: 6,
    modifications: [], reasons: [], ...change,
  };
}

export function signatureOf(field: string, change: Partial<SignatureReport> = {}): SignatureReport {
  return {
    field, kind: 'approval', signer: 'Anne Vidal', certificate: certificateOf(), reason: 'Approbation de la convention', signedAt: '2026-11-24T09:42:00Z', signedAtSource: 'timestamp', integrity: 'intact', coverage: 'revision', revision: 2,
    modifications: [], trust: 'trusted', level: 'B-LTA', timestamp: timestampOf({ field: null, coverage: null }), subFilter: 'ETSI.CAdES.detached', reasons: [], ...change,
  };
}

export function reportOf(change: Partial<VerificationReport> = {}): VerificationReport {
  return {
    version: 1, verdict: 'valid', level: 'B-LTA', complete: true, emptyFields: [], file: { bytes: 2_412_000, sha256: hash, revisions: 7, pdfVersion: '1.7' }, certification: { field: 'certification', level: 2 },
    signatures: [certification, signatureOf('slot_1'), signatureOf('slot_2', prefet), seal], documentTimestamps: [timestampOf()],
    uncovered: [{ from: 1_200, to: 17_586, what: 'contents' }], reasons: [], judgedAt: '2026-12-02T08:00:00Z', ...change,
  };
}

const later = [{ revision: 2, kind: 'signature', permitted: true, objects: [12, 40], field: 'slot_1' }, { revision: 3, kind: 'signature', permitted: true, objects: [13, 41], field: 'slot_2' }, { revision: 5, kind: 'security_store', permitted: true, objects: [60] }] as const;
export const certification = signatureOf('certification', { kind: 'certification', signer: 'Paraphe', certificate: certificateOf({ commonName: 'Certification Paraphe', organisation: 'Paraphe', title: null, notice: 'Service de la préfecture' }), modifications: later });
export const seal = signatureOf('seal', { signer: 'Cachet électronique Paraphe', certificate: certificateOf({ commonName: 'Cachet électronique Paraphe', organisation: 'Paraphe', title: null, notice: null }), signedAt: '2026-12-01T10:03:00Z' });
const prefet = { signer: 'Claire Morel', certificate: certificateOf({ commonName: 'Claire Morel', organisation: 'Préfecture de la Lozère', title: 'préfète' }) };

export function crowdOf(count: number): SignatureReport[] {
  return Array.from({ length: count }, (_, index) => signatureOf(`slot_${index + 1}`, { signer: `Signataire ${index + 1}`, certificate: certificateOf({ commonName: `Signataire ${index + 1}` }), revision: index + 2 }));
}

export function agreementOf(change: Partial<Agreement> = {}): Agreement {
  return {
    number: 'CDFS-48-2026-001', subject: subjectOf({ number: 'CDFS-48-2026-001', act: null, dossier: null, departementCode: '48' }), agreementNumber: null, departement: 'de la Lozère', timeZone: 'Europe/Paris', state: 'sealed', life: null, termEndsOn: '2027-12-31', parties: 2, signed: 2, contentHash: hash, finalHash: hash, sealedAt: '2026-12-01T10:03:00Z', ...change,
  };
}

export function amendmentOf(change: Partial<Agreement> = {}): Agreement {
  const number = 'CDFS-48-2026-001-A1';
  const subject = subjectOf({
    number, dossier: null, departementCode: '48',
    act: { kind: 'amendment', id: 'a1', agreementId: 'g1', agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001', template: 'avenant', data: {} },
  });
  return agreementOf({ number, subject, agreementNumber: 'CDFS-48-2026-001', termEndsOn: null, ...change });
}

export function standingOf(change: Partial<Agreement> = {}, recognition: Partial<Standing['recognition']> = {}): Standing {
  return { recognition: { agreement: agreementOf(change), match: 'exact', signaturesInFile: 2, sealedInFile: true, means: { slot_1: 'simple', slot_2: 'handwritten' }, latest: true, ...recognition }, today: '2026-12-02' };
}

const changed = { modifications: [...later, { revision: 7, kind: 'content', permitted: false, objects: [5, 9], detail: 'page content replaced' }] } as const;
/** One report for each verdict, and the cases people will meet most. */
export const examples: Record<string, { report: VerificationReport; standing: Standing | null }> = {
  'en vigueur': { report: reportOf(), standing: standingOf() },
  'quarante-sept signatures': { report: reportOf({ signatures: [certification, ...crowdOf(47), seal] }), standing: standingOf({ parties: 47, signed: 47 }, { signaturesInFile: 47 }) },
  intermédiaire: {
    report: reportOf({ complete: false, emptyFields: ['slot_21', 'seal'], signatures: [certification, ...crowdOf(20)], documentTimestamps: [], level: 'B-T' }),
    standing: standingOf({ state: 'collecting', parties: 50, signed: 23, finalHash: null, sealedAt: null }, { signaturesInFile: 20, sealedInFile: false, latest: false }),
  },
  abandonnée: { report: reportOf({ complete: false, emptyFields: ['slot_2', 'seal'], signatures: [certification, signatureOf('slot_1')] }), standing: standingOf({ state: 'abandoned', sealedAt: null, finalHash: null }, { signaturesInFile: 1, sealedInFile: false }) },
  remplacée: { report: reportOf({ complete: false, emptyFields: ['slot_2', 'seal'], signatures: [certification, signatureOf('slot_1')] }), standing: standingOf({ state: 'superseded', sealedAt: null, finalHash: null }, { signaturesInFile: 1, sealedInFile: false }) },
  complété: { report: reportOf({ verdict: 'valid_extended', signatures: [signatureOf('Signature1', { modifications: [{ revision: 3, kind: 'form_filling', permitted: true, objects: [8], field: 'Observations' }] })], certification: null, complete: null }), standing: null },
  modifié: { report: reportOf({ verdict: 'modified', signatures: [signatureOf('slot_1', changed), signatureOf('slot_2', { ...prefet, ...changed })], documentTimestamps: [] }), standing: standingOf({}, { match: 'extended' }) },
  altéré: {
    report: reportOf({ verdict: 'broken', signatures: [signatureOf('slot_1', { integrity: 'altered', trust: 'unknown', level: 'B-B', reasons: [{ code: 'DIGEST_MISMATCH', detail: 'expected ab12' }] }), signatureOf('slot_2', prefet)], reasons: [{ code: 'TRAILING_BYTES' }] }),
    standing: standingOf({}, { match: 'lookalike' }),
  },
  'autorité inconnue': {
    report: reportOf({ verdict: 'indeterminate', level: 'B-B', complete: null, certification: null, documentTimestamps: [], signatures: [signatureOf('Signature1', { signer: 'Jean <b>Dupont</b>', trust: 'untrusted', level: 'B-B', signedAtSource: 'claimed', timestamp: null, certificate: certificateOf({ commonName: 'Mallory', issuer: 'AC Inconnue', title: null, organisation: null, notice: null }), reasons: [{ code: 'ROOT_UNTRUSTED' }, { code: 'NO_PROVEN_TIME' }] })] }),
    standing: null,
  },
  illisible: { report: reportOf({ verdict: 'indeterminate', level: 'B-B', signatures: [signatureOf('S', { integrity: 'unreadable', trust: 'unknown', signer: null, certificate: null, signedAt: null, signedAtSource: null, timestamp: null, level: 'B-B', subFilter: 'adbe.x509.rsa_sha1', reasons: [{ code: 'SUBFILTER_UNSUPPORTED' }] })], documentTimestamps: [timestampOf({ at: null, integrity: 'altered', trust: 'unknown', authority: null, reasons: [{ code: 'TOKEN_UNREADABLE' }] })] }), standing: null },
  'sans signature': { report: reportOf({ verdict: 'unsigned', level: null, complete: null, certification: null, signatures: [], documentTimestamps: [], uncovered: [] }), standing: null },
};
