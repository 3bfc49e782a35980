import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reasonSentence, unreadableSentence, verdictSentence } from '#libs/features/verification';
import { loadTrustSettings, systemClock } from '#libs/platform';
import { SigningError, VERIFY_BYTES_MAX, certificatesOfPem, verifyInWorker } from '#libs/signing';
import type { Reason, SignatureReport, TimestampReport, Trust, VerificationReport } from '#libs/signing';
import { formatFileSize, formatInstant } from '#libs/ui';
import { RunFailure } from './run-failure.js';
import { table } from './terminal.js';

type Options = { trust?: string[]; at?: string; details?: boolean; json?: boolean };

/** Decision 14: `valid` alone is a yes; a file that nobody can read is no answer at all. */
const exit = { valid: 0, other: 1, cannotRun: 2 } as const;

/** On a terminal, hours are those of the mainland: the file does not say where it was signed. */
const timeZone = 'Europe/Paris';

const trustWords: Record<Trust, string> = {
  trusted: 'reconnu', untrusted: 'non reconnu', revoked: 'révoqué', expired: 'expiré', unknown: 'confiance non établie',
};
const integrityWords = { intact: 'intacte', altered: 'altérée', unreadable: 'illisible' } as const;
const proofWords = { timestamp: 'horodaté', document_timestamp: 'au plus tard', claimed: 'heure déclarée' } as const;

/** Judges a PDF offline, without any service. Exit 0 valid, 1 any other verdict, 2 unreadable. */
export async function verifyFile(path: string, options: Options): Promise<void> {
  const at = options.at === undefined ? systemClock.now() : instantOf(options.at);
  const anchors = rootsOf(options.trust);
  const report = await verifyInWorker(contentOf(path), { anchors, at }).catch((fault: unknown) => {
    if (!(fault instanceof SigningError)) throw fault;
    if (options.json) console.log(JSON.stringify({ error: fault.code }));
    throw new RunFailure(`${unreadableSentence(fault.code) ?? `Le fichier n’a pas pu être jugé (${fault.code}).`}${options.details ? `\n${fault.message}` : ''}`, exit.cannotRun);
  });
  console.log(options.json ? JSON.stringify(report) : summaryOf(report, anchors.length, options.details === true));
  process.exitCode = report.verdict === 'valid' ? exit.valid : exit.other;
}

function instantOf(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new RunFailure(`« ${text} » n’est pas un instant : écrivez par exemple 2030-01-01T12:00:00Z.`, exit.cannotRun);
  return at;
}

function contentOf(path: string): Buffer {
  try {
    // Asked before reading: a file too large must not fill the memory first.
    const { size } = statSync(path);
    if (size > VERIFY_BYTES_MAX) throw new RunFailure(`Le fichier est trop gros (${formatFileSize(size)}, ${formatFileSize(VERIFY_BYTES_MAX)} au plus).`, exit.cannotRun);
    return readFileSync(path);
  } catch (fault) {
    throw fault instanceof RunFailure ? fault : new RunFailure(`Le fichier ${path} ne peut pas être lu : ${(fault as Error).message}`, exit.cannotRun);
  }
}

/** The roots named, or else those of this machine. Without any, everything stays to be trusted, and the verdict says so. */
function rootsOf(named: readonly string[] | undefined): Buffer[] {
  if (named) return named.flatMap(certificatesIn);
  const { dataDir, trustFiles } = loadTrustSettings();
  return [...serviceRoots(join(dataDir, 'keys')), ...trustFiles.flatMap(certificatesIn)];
}

function certificatesIn(path: string): Buffer[] {
  try {
    return certificatesOfPem(readFileSync(path, 'utf8'));
  } catch (fault) {
    throw new RunFailure(`La racine ${path} ne peut pas être lue : ${(fault as Error).message}`, exit.cannotRun);
  }
}

/** The authority of the service on this machine, if there is one that may be read: its certificate only, never its key. */
function serviceRoots(folder: string): Buffer[] {
  const read = (name: string, certificate: (text: string) => string): Buffer[] => {
    try {
      return certificatesOfPem(certificate(readFileSync(join(folder, name), 'utf8')));
    } catch {
      return [];
    }
  };
  const current = read('authority.pem', (text) => text);
  // Where earlier versions kept it, with its key.
  return current.length > 0 ? current : read('authority.json', (text) => (JSON.parse(text) as { certificatePem: string }).certificatePem);
}

function summaryOf(report: VerificationReport, roots: number, details: boolean): string {
  const { signatures, documentTimestamps, file } = report;
  const missing = report.emptyFields.length > 0 ? [`Champs de signature encore vides : ${report.emptyFields.join(', ')}.`] : [];
  return [
    verdictSentence(report),
    ...(report.level ? [`Niveau de conservation : ${report.level} (ce n’est pas un niveau juridique).`] : []),
    ...missing,
    ...(roots === 0 ? ['Aucune racine de confiance n’est connue : indiquez-en avec --trust.'] : []),
    ...(signatures.length > 0 ? ['', table(signatures.map(signatureLine))] : []),
    ...(documentTimestamps.length > 0 ? ['', table(documentTimestamps.map(timestampLine))] : []),
    ...(details ? ['', ...detailsOf(report)] : []),
    '',
    `${formatFileSize(file.bytes)}, SHA-256 ${file.sha256}`,
    `Jugé pour le ${formatInstant(report.judgedAt, timeZone)}, heure de Paris.`,
  ].join('\n');
}

function signatureLine(signature: SignatureReport): readonly [string, string] {
  const { certificate, signedAt, signedAtSource } = signature;
  const when = signedAt && signedAtSource ? `${formatInstant(signedAt, timeZone)} (${proofWords[signedAtSource]})` : 'date inconnue';
  const words = [certificate?.organisation, when, signature.level, integrityWords[signature.integrity], trustWords[signature.trust]];
  return [onOneLine(signature.signer ?? signature.field), words.filter((word) => word).map((word) => onOneLine(String(word))).join(' · ')];
}

function timestampLine({ at, authority, integrity, trust }: TimestampReport): readonly [string, string] {
  const words = [authority?.commonName, at && formatInstant(at, timeZone), integrity === 'intact' ? 'intact' : integrity === 'altered' ? 'altéré' : 'illisible', trustWords[trust]];
  return ['Horodatage', words.filter((word) => word).map((word) => onOneLine(String(word))).join(' · ')];
}

function detailsOf(report: VerificationReport): string[] {
  const lines = (reasons: readonly Reason[]): string[] =>
    reasons.map(({ code, detail }) => `  – ${reasonSentence(code)} [${code}${detail ? `, ${onOneLine(detail)}` : ''}]`);
  const changes = (signed: SignatureReport | TimestampReport): string[] => signed.modifications
    .map(({ revision, kind, permitted, field, detail }) => `  – révision ${revision} : ${[kind, field, detail].filter((word) => word !== undefined).map(onOneLine).join(', ')}${permitted ? '' : ' (interdit)'}`);
  return [
    ...report.signatures.flatMap((each) => [onOneLine(each.field), ...lines(each.reasons), ...(each.timestamp ? lines(each.timestamp.reasons) : []), ...changes(each)]),
    ...report.documentTimestamps.flatMap((each) => [onOneLine(each.field ?? ''), ...lines(each.reasons), ...changes(each)]),
    ...(report.reasons.length > 0 ? ['Fichier', ...lines(report.reasons)] : []),
    ...report.uncovered.map(({ from, to, what }) => `  – octets ${from} à ${to} sans signature (${what})`),
  ];
}

/** Names come from the file: a control sequence in one of them must not drive the terminal, nor start a line of its own. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
