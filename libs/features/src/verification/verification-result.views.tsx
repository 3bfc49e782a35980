import type { ComponentChildren, VNode } from 'preact';
import type { SignatureMeans } from '#libs/domain';
import { upperFirst } from '#libs/features/round';
import type { SignatureReport, TimestampReport, VerificationReport } from '#libs/signing';
import { Alert, Badge, ButtonLink, Buttons, Facts, Shell, formatFileSize, formatInstant, formatShare } from '#libs/ui';
import type { BadgeTone, Frame } from '#libs/ui';
import { legalStatusOf, statusWords } from './agreement-status.js';
import { areAllTrusted, claimedName, isContentIntact, isSpoilt, personSignatures, serviceSignatures, signerName, verdictSentence, verdictWords } from './verdict.js';
import type { Standing } from './verdict.js';
import { TechnicalDetail } from './verification-detail.views.js';
import { verificationLinks } from './verification.links.js';
import { reasonSentence } from './verification-sentences.js';
import { verifyCrumbs } from './verification.views.js';
import { changesAfterSignatures, clockWords, integrityWords, legalLevelWords, levelWords, momentWords, trustWords } from './verification-words.js';
import type { Change } from './verification-words.js';

export type ResultProps = {
  frame: Frame;
  report: VerificationReport;
  /** Null for a file that is not ours. */
  standing: Standing | null;
  /** Its certificates come from a demonstration authority. */
  demonstration: boolean;
  fileName: string;
};

/** Signatures shown before the rest is folded: a screen or two on a phone. */
const signaturesShown = 8;
const parisZone = 'Europe/Paris';

/** The answer about one file: verdict, three separate answers, the agreement, who signed, what came after, the detail. */
export function ResultPage({ frame, report, standing, demonstration, fileName }: ResultProps): VNode {
  const zone = standing?.recognition.agreement.timeZone ?? parisZone;
  // A file that only imitates one of ours, or that was spoilt, borrows nothing from it.
  const means = standing && standing.recognition.match !== 'lookalike' && !isSpoilt(report) ? standing.recognition.means : null;
  return (
    <Shell frame={frame} title={verdictSentence(report, standing).replace(/\.$/, '')} breadcrumb={[...verifyCrumbs, { label: 'Résultat' }]}>
      {demonstration && (
        <Alert severity="warning" title="DÉMONSTRATION – sans valeur"><p>Les certificats de ce document viennent d’une autorité de démonstration : il n’engage personne, quel que soit le verdict ci-dessous.</p></Alert>
      )}
      <VerdictCard report={report} standing={standing} fileName={fileName} />
      {report.signatures.length > 0 && <ThreeAnswers report={report} means={means} />}
      {standing && <OwnAgreement standing={standing} faithful={!isSpoilt(report)} />}
      <Signatories report={report} zone={zone} means={means ?? {}} />
      <DocumentTimestamps timestamps={report.documentTimestamps} zone={zone} />
      <Changes report={report} />
      <TechnicalDetail report={report} zone={zone} />
      <Buttons><ButtonLink href={verificationLinks.verify} kind="secondary">Vérifier un autre document</ButtonLink></Buttons>
      <p class="fr-text--sm">Le fichier a été examiné en mémoire, puis oublié. Cette page ne se retrouvera pas : imprimez-la si vous voulez en garder la trace.</p>
    </Shell>
  );
}

const verdictIcons = { success: 'success-fill', info: 'info-fill', warning: 'warning-fill', error: 'error-fill' } as const;

function VerdictCard({ report, standing, fileName }: Pick<ResultProps, 'report' | 'standing' | 'fileName'>): VNode {
  const { tone, next } = verdictWords(report, standing);
  return (
    <div class={`pf-verdict pf-verdict--${tone}`}>
      <span class={`pf-verdict__icon fr-icon-${verdictIcons[tone]}`} aria-hidden="true" />
      <div>
        <h1 class="pf-verdict__title">{verdictSentence(report, standing)}</h1>
        <p>{next}</p>
        <p class="pf-verdict__file">{fileName}, {formatFileSize(report.file.bytes)}, examiné {formatInstant(report.judgedAt, standing?.recognition.agreement.timeZone ?? parisZone, 'sentence')}</p>
      </div>
    </div>
  );
}

type Means = Standing['recognition']['means'];
type Answer = { question: string; label: string; tone: BadgeTone; children: ComponentChildren };

function ThreeAnswers({ report, means }: { report: VerificationReport; means: Means | null }): VNode {
  const answers: Answer[] = [integrityAnswer(report), trustAnswer(report), strengthAnswer(report, means !== null)];
  return (
    <section aria-labelledby="answers">
      <h2 id="answers">Trois questions, trois réponses</h2>
      <div class="fr-grid-row fr-grid-row--gutters">
        {answers.map(({ question, label, tone, children }) => (
          <div class="fr-col-12 fr-col-md-4">
            <h3 class="fr-h6 fr-mb-1w">{question}</h3>
            <Badge tone={tone} icon={tone !== 'neutral'}>{label}</Badge>
            <div class="fr-mt-1w">{children}</div>
          </div>
        ))}
      </div>
    </section>
  );
}

function integrityAnswer(report: VerificationReport): Answer {
  const question = 'Le document a-t-il changé ?';
  if (report.verdict === 'modified') return { question, label: 'Modifié', tone: 'error', children: <p>Il a été modifié après avoir été signé, d’une façon que les signatures n’autorisent pas.</p> };
  if (!isContentIntact(report)) return { question, label: report.verdict === 'broken' ? 'Altéré' : 'Non établi', tone: report.verdict === 'broken' ? 'error' : 'warning', children: <p>{report.verdict === 'broken' ? 'Au moins une signature ne correspond plus au contenu du fichier.' : 'Toutes les signatures n’ont pas pu être rapprochées du contenu.'}</p> };
  if (report.verdict === 'valid_extended') return { question, label: 'Intact, complété', tone: 'success', children: <p>Ce qui a été signé n’a pas changé. Des ajouts permis ont été faits ensuite.</p> };
  return { question, label: 'Intact', tone: 'success', children: <p>Le document n’a pas été modifié depuis qu’il a été signé.</p> };
}

function trustAnswer(report: VerificationReport): Answer {
  const question = 'Qui garantit les signataires ?';
  const issuers = [...new Set(report.signatures.flatMap(({ certificate }) => certificate?.issuer ?? []))];
  const from = issuers.length > 0 ? <p>{issuers.length > 1 ? 'Les certificats viennent de' : 'Les certificats viennent tous de'} {issuers.map((name) => `« ${name} »`).join(', ')}.</p> : null;
  if (areAllTrusted(report)) return { question, label: 'Certificats reconnus', tone: 'success', children: <>{from}<p>{issuers.length > 1 ? 'Ce service reconnaît ces autorités : elles répondent' : 'Ce service reconnaît cette autorité : elle répond'} de l’identité inscrite dans chaque certificat.</p></> };
  const worst = (['revoked', 'untrusted', 'expired', 'unknown'] as const).find((trust) => report.signatures.some((signature) => signature.trust === trust)) ?? 'unknown';
  const doubtful = report.signatures.filter(({ trust }) => trust !== 'trusted').length;
  const { label, tone, sentence } = trustWords[worst];
  return { question, label, tone, children: <>{from}<p>{doubtful < report.signatures.length && `Pour ${formatShare(doubtful, report.signatures.length)} signatures : `}{sentence}</p></> };
}

/** `ours`: what each signature is in law is known, and said under its name. */
function strengthAnswer(report: VerificationReport, ours: boolean): Answer {
  const { level } = report;
  if (isSpoilt(report)) return { question: 'La preuve se conserve-t-elle ?', label: 'Sans objet', tone: 'neutral', children: <p>Un document changé ne prouve plus ce qu’il affiche, quel que soit le format de ses signatures.</p> };
  return {
    question: 'La preuve se conserve-t-elle ?', label: level ? `Format ${level}` : 'Non établi', tone: 'neutral',
    children: (
      <>
        {level && <p>{levelWords[level]}</p>}
        <p class="fr-text--sm">C’est un format de conservation, pas un niveau juridique. {ours ? 'Le niveau juridique de chaque signature est dit plus bas, sous le nom de qui a signé.' : 'Le niveau juridique de ces signatures n’est pas établi ici.'}</p>
      </>
    ),
  };
}

/** `faithful`: the file shows what was signed. Otherwise nothing here may speak well of the agreement it imitates. */
function OwnAgreement({ standing: { recognition, today }, faithful }: { standing: Standing; faithful: boolean }): VNode {
  const { agreement, match } = recognition;
  const status = statusWords(legalStatusOf(agreement, today));
  return (
    <section aria-labelledby="agreement">
      <h2 id="agreement">{upperFirst(agreement.subject.short)}</h2>
      {match === 'lookalike' || !faithful
        ? <Alert severity="error" small><p>Ce fichier {match === 'lookalike' ? 'porte un certificat' : 'reprend une version'} de {agreement.subject.short} <a href={verificationLinks.agreement(agreement.number)}>{agreement.number}</a>, mais ce n’en est pas un exemplaire. Le service n’a jamais produit ce fichier.</p></Alert>
        : (
          <>
            <Badge tone={status.tone}>{status.label}</Badge>
            <p class="pf-sentence fr-mt-1w">{status.sentence(agreement)}</p>
            <Facts
              items={[
                { term: 'Numéro', value: <a href={verificationLinks.agreement(agreement.number)}>{agreement.number}</a> },
                agreement.subject.act ? { term: 'Acte', value: agreement.subject.title } : { term: 'Territoire', value: agreement.subject.heading },
                { term: 'Signatures dans ce fichier', value: formatShare(recognition.signaturesInFile, agreement.parties) },
                { term: 'Cachet du service', value: recognition.sealedInFile ? 'apposé' : 'absent de ce fichier' },
              ]}
            />
            <p>{versionSentence(recognition)}</p>
          </>
        )}
    </section>
  );
}

function versionSentence({ match, latest, sealedInFile }: Standing['recognition']): string {
  if (match === 'extended') return 'Ce fichier commence par une version que le service a produite, puis a reçu ailleurs les ajouts décrits plus bas.';
  if (latest) return 'Ce fichier est, à l’octet près, la dernière version produite par le service.';
  if (sealedInFile) return 'Ce fichier est, à l’octet près, un exemplaire scellé produit par le service. La version qu’il conserve porte en plus des preuves de conservation plus récentes ; le texte et les signatures sont les mêmes.';
  return 'Ce fichier est, à l’octet près, une version antérieure produite par le service. Il en existe une plus complète.';
}

function Signatories({ report, zone, means }: { report: VerificationReport; zone: string; means: Means }): VNode | null {
  const persons = personSignatures(report);
  const service = serviceSignatures(report);
  if (persons.length + service.length === 0) return null;
  const doubtful = persons.filter(isDoubtful);
  const sound = persons.filter((signature) => !isDoubtful(signature));
  const shown = [...doubtful, ...sound.slice(0, sound.length > signaturesShown ? signaturesShown / 2 : sound.length)];
  const folded = sound.slice(shown.length - doubtful.length);
  return (
    <section aria-labelledby="signatories">
      <h2 id="signatories">Qui a signé</h2>
      <p class="fr-text--sm">{clockWords(zone)}</p>
      {shown.length > 0 ? <SignatureList signatures={shown} zone={zone} means={means} /> : <p>Aucune personne n’a signé ce document.</p>}
      {folded.length > 0 && (
        <details class="pf-details">
          <summary>Voir les {folded.length} autres signatures, toutes intactes et reconnues</summary>
          <SignatureList signatures={folded} zone={zone} means={means} />
        </details>
      )}
      {service.length > 0 && (
        <>
          <h3 class="fr-h6">{report.certification ? 'Certification et cachet du document' : 'Cachet du document'}</h3>
          <SignatureList signatures={service} zone={zone} means={{}} />
        </>
      )}
    </section>
  );
}

function isDoubtful({ integrity, trust, coverage, modifications }: SignatureReport): boolean {
  return integrity !== 'intact' || trust !== 'trusted' || coverage === 'partial' || modifications.some(({ permitted }) => !permitted);
}

function SignatureList({ signatures, zone, means }: { signatures: readonly SignatureReport[]; zone: string; means: Means }): VNode {
  return <ul class="pf-list">{signatures.map((signature) => <SignatureItem signature={signature} zone={zone} by={means[signature.field] ?? null} />)}</ul>;
}

function SignatureItem({ signature, zone, by }: { signature: SignatureReport; zone: string; by: SignatureMeans | null }): VNode {
  const { certificate, integrity, trust, level, reasons, modifications } = signature;
  const { when, proof } = momentWords(signature, zone);
  const forbidden = modifications.some(({ permitted }) => !permitted);
  const problem = integrity !== 'intact' || forbidden || trust === 'revoked' ? ' pf-list__item--error' : trust === 'trusted' ? '' : ' pf-list__item--warning';
  const organisation = certificate?.organisation;
  return (
    <li class={`pf-list__item pf-list__item--pair${problem}`}>
      <div>
        <p class="pf-list__title">{signerName(signature) ?? 'Signataire inconnu'}</p>
        {(certificate?.title || organisation) && <p>{[certificate?.title, organisation].filter(Boolean).join(', ')}</p>}
        <p class="pf-list__detail">{when}. {proof}</p>
        {by && <p class="pf-list__detail">{legalLevelWords[by]}</p>}
        {claimedName(signature) && <p class="pf-list__detail">Nom écrit par le signataire lui-même : « {claimedName(signature)} »</p>}
        {isDoubtful(signature) && <ReasonList codes={[...new Set(reasons.map(({ code }) => code))]} />}
      </div>
      <div class="pf-list__state">
        {forbidden ? <Badge tone="error">Modifiée ensuite</Badge> : <Badge tone={integrityWords[integrity].tone}>{integrityWords[integrity].label}</Badge>}
        {trust !== 'trusted' && <Badge tone={trustWords[trust].tone}>{trustWords[trust].label}</Badge>}
        <Badge icon={false}>{level}</Badge>
      </div>
    </li>
  );
}

function ReasonList({ codes }: { codes: readonly string[] }): VNode | null {
  return codes.length === 0 ? null : <ul class="pf-reason">{codes.map((code) => <li>{reasonSentence(code)}</li>)}</ul>;
}

function DocumentTimestamps({ timestamps, zone }: { timestamps: readonly TimestampReport[]; zone: string }): VNode | null {
  if (timestamps.length === 0) return null;
  return (
    <section aria-labelledby="timestamps">
      <h2 id="timestamps">Horodatages du document</h2>
      <p>Chacun prouve que tout ce qui le précède dans le fichier existait déjà à cette heure.</p>
      <ul class="pf-list">
        {timestamps.map(({ at, authority, integrity, trust, reasons }) => (
          <li class={`pf-list__item pf-list__item--pair${integrity === 'intact' ? '' : ' pf-list__item--error'}`}>
            <div>
              <p class="pf-list__title">{at ? formatInstant(at, zone, 'sentence').replace(/^l/, 'L') : 'Heure illisible'}</p>
              {authority?.commonName && <p class="pf-list__detail">{authority.commonName}</p>}
              {(integrity !== 'intact' || trust !== 'trusted') && <ReasonList codes={reasons.map(({ code }) => code)} />}
            </div>
            <div class="pf-list__state">
              <Badge tone={integrityWords[integrity].tone}>{integrity === 'intact' ? 'Intact' : integrity === 'altered' ? 'Altéré' : 'Illisible'}</Badge>
              {trust !== 'trusted' && <Badge tone={trustWords[trust].tone}>{trustWords[trust].label}</Badge>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Changes({ report }: { report: VerificationReport }): VNode | null {
  // Once the content is not the one signed, a list of changes would pass for a complete one.
  if (!isContentIntact(report) && report.verdict !== 'modified') return null;
  const changes = changesAfterSignatures([...report.signatures, ...report.documentTimestamps]);
  const forbidden = changes.filter(({ permitted }) => !permitted);
  const permitted = changes.filter((change) => change.permitted);
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">Ce qui s’est passé après les signatures</h2>
      {changes.length === 0 && <p>Rien n’a été ajouté ni changé après la première signature.</p>}
      {forbidden.length > 0 && <><h3 class="fr-h6">Changements interdits</h3><ChangeList changes={forbidden} /></>}
      {permitted.length > 0 && <>{forbidden.length > 0 && <h3 class="fr-h6">Ajouts permis</h3>}<ChangeList changes={permitted} /></>}
      {forbidden.length === 0 && permitted.length > 0 && <p class="fr-text--sm">Tout cela était permis par les signataires : c’est ainsi qu’un document reçoit ses signatures l’une après l’autre.</p>}
    </section>
  );
}

function ChangeList({ changes }: { changes: readonly Change[] }): VNode {
  return <ul>{changes.map(({ sentence }) => <li>{sentence}</li>)}</ul>;
}
