import type { ComponentChildren, VNode } from 'preact';
import { certificateLevel } from '#libs/features/own-certificate';
import type { Modification, Reason, SignatureReport, TimestampReport, VerificationReport } from '#libs/signing';
import { formatHash, formatInstant, formatNumber } from '#libs/ui';
import { signerName } from './verdict.js';
import { coverageWords } from './verification-words.js';
import { reasonSentence } from './verification-sentences.js';

/** What an expert asks for, folded: codes, serial numbers, hashes, ranges, and the whole report for a program. */
export function TechnicalDetail({ report, zone }: { report: VerificationReport; zone: string }): VNode {
  const { file, certification, reasons, uncovered, emptyFields } = report;
  return (
    <section aria-labelledby="technical">
      <h2 id="technical">Détail technique</h2>
      <details class="pf-details">
        <summary>Le fichier</summary>
        <Pairs
          items={[
            ['Verdict', <code>{report.verdict}</code>],
            ['Format de conservation le plus bas', report.level ?? 'aucun'],
            ['Complet', report.complete === null ? 'sans objet' : report.complete ? 'oui' : 'non'],
            ['SHA-256', <span class="pf-hash">{formatHash(file.sha256)}</span>],
            ['Taille', `${formatNumber(file.bytes)} octets`],
            ['Révisions', String(file.revisions)],
            ['Version de PDF', file.pdfVersion ?? 'inconnue'],
            ['Certification', certification ? `champ ${certification.field}, DocMDP P=${certification.level}` : 'aucune'],
            ...(emptyFields.length > 0 ? [['Champs encore vides', emptyFields.join(', ')] as Pair] : []),
            ['Octets hors de toute signature', uncovered.length === 0 ? 'aucun' : uncovered.map(({ from, to, what }) => `${what} ${from}–${to}`).join(', ')],
          ]}
        />
        <Reasons reasons={reasons} />
      </details>
      {report.signatures.length > 0 && (
        <details class="pf-details">
          <summary>{report.signatures.length > 1 ? `Les ${report.signatures.length} signatures, une à une` : 'La signature'}</summary>
          {report.signatures.map((signature, index) => <SignatureDetail signature={signature} rank={index + 1} zone={zone} />)}
        </details>
      )}
      {report.documentTimestamps.map((timestamp) => <TimestampDetail timestamp={timestamp} zone={zone} />)}
      <p><a class="fr-link fr-link--download" href={reportAddress(report)} download={`verification-${file.sha256.slice(0, 12)}.json`}>Télécharger le rapport <span class="fr-link__detail">JSON</span></a></p>
    </section>
  );
}

/** The report travels in the link itself: nothing of the file is kept here, so nothing could be asked for later. */
function reportAddress(report: VerificationReport): string {
  return `data:application/json;base64,${Buffer.from(JSON.stringify(report, null, 2)).toString('base64')}`;
}

function SignatureDetail({ signature, rank, zone }: { signature: SignatureReport; rank: number; zone: string }): VNode {
  const { field, kind, signer, certificate, coverage, revision, subFilter, reason, timestamp, reasons, modifications } = signature;
  return (
    <details class="pf-details">
      <summary>Signature {rank} : {signerName(signature) ?? field}</summary>
      <Pairs
        items={[
          ['Champ', <code>{field}</code>],
          ['Nature', kind === 'certification' ? 'certification' : 'approbation'],
          ['Format', <code>{subFilter ?? 'inconnu'}</code>],
          ['Nom inscrit', signer ?? 'aucun'],
          ['Motif inscrit', reason ?? 'aucun'],
          ['Porte sur', `${coverageWords[coverage]}${revision === null ? '' : ` (révision ${revision})`}`],
          ['Intégrité, confiance, format de conservation', <code>{signature.integrity}, {signature.trust}, {signature.level}</code>],
          ...(certificate ? certificatePairs(certificate, zone) : []),
          ...(timestamp ? [['Horodatage', timestamp.at ? `${formatInstant(timestamp.at, zone)}, ${timestamp.authority?.commonName ?? 'autorité inconnue'}` : 'illisible'] as Pair] : []),
        ]}
      />
      <Reasons reasons={[...reasons, ...(timestamp?.reasons ?? [])]} />
      <Modifications modifications={modifications} />
    </details>
  );
}

function TimestampDetail({ timestamp, zone }: { timestamp: TimestampReport; zone: string }): VNode {
  const { field, at, authority, coverage, revision, reasons, modifications } = timestamp;
  return (
    <details class="pf-details">
      <summary>Horodatage du document : {field ?? 'sans champ'}</summary>
      <Pairs
        items={[
          ['Heure', at ? formatInstant(at, zone) : 'illisible'],
          ['Porte sur', coverage ? `${coverageWords[coverage]}${revision === null ? '' : ` (révision ${revision})`}` : 'inconnu'],
          ['Intégrité, confiance', <code>{timestamp.integrity}, {timestamp.trust}</code>],
          ...(authority ? certificatePairs(authority, zone) : []),
        ]}
      />
      <Reasons reasons={reasons} />
      <Modifications modifications={modifications} />
    </details>
  );
}

type Pair = readonly [term: string, value: ComponentChildren];

function certificatePairs(certificate: NonNullable<SignatureReport['certificate']>, zone: string): Pair[] {
  const { commonName, organisationIdentifier, issuer, serialHex, notBefore, notAfter, sha256 } = certificate;
  return [
    ['Certificat', commonName ?? 'sans nom'],
    ...(organisationIdentifier ? [['Identifiant de l’organisation', organisationIdentifier] as Pair] : []),
    ['Délivré par', issuer ?? 'inconnu'],
    ...(certificate.qualified ? [['Selon son émetteur', certificateLevel(certificate.qualified)] as Pair] : []),
    ...(certificate.notice ? [['Identification de la personne', certificate.notice] as Pair] : []),
    ['Numéro de série', <span class="pf-hash">{serialHex}</span>],
    ['Valable', `du ${formatInstant(notBefore, zone)} au ${formatInstant(notAfter, zone)}`],
    ['Empreinte du certificat (SHA-256)', <span class="pf-hash">{formatHash(sha256)}</span>],
  ];
}

function Pairs({ items }: { items: readonly Pair[] }): VNode {
  return <dl class="pf-pairs">{items.map(([term, value]) => <div><dt>{term}</dt><dd>{value}</dd></div>)}</dl>;
}

function Reasons({ reasons }: { reasons: readonly Reason[] }): VNode | null {
  if (reasons.length === 0) return null;
  return <ul class="pf-reason">{reasons.map(({ code, detail }) => <li>{reasonSentence(code)} <code>{code}</code>{detail && <span lang="en"> {detail}</span>}</li>)}</ul>;
}

/** Names of what changed, for whoever opens the file in an editor. */
function Modifications({ modifications }: { modifications: readonly Modification[] }): VNode | null {
  if (modifications.length === 0) return null;
  return (
    <>
      <p class="pf-reason">Changements postérieurs à cette signature :</p>
      <ul class="pf-reason">
        {modifications.map(({ revision, kind, permitted, objects, field }) => (
          <li>révision {revision} : <code>{kind}</code>, {permitted ? 'permis' : 'interdit'}{field && <>, champ <code>{field}</code></>}{objects.length > 0 && `, ${objects.length > 1 ? 'objets' : 'objet'} ${objectNumbers(objects)}`}</li>
        ))}
      </ul>
    </>
  );
}

/** Enough of them to start from; the report in JSON has all. */
const objectsShown = 12;

function objectNumbers(objects: readonly number[]): string {
  return `${objects.slice(0, objectsShown).join(', ')}${objects.length > objectsShown ? '…' : ''}`;
}
