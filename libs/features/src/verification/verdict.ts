import type { SignatureReport, VerificationReport, Verdict } from '#libs/signing';
import { formatCount } from '#libs/ui';
import { legalStatusOf, statusWords } from './agreement-status.js';
import type { LegalStatus } from './agreement-status.js';
import type { Recognition } from './verification.store.js';

export type VerdictTone = 'success' | 'info' | 'warning' | 'error';

/** The seal of our documents is a signature of the service, not of a party. */
const sealField = 'seal';

/** Signatures of persons: neither the certification nor the seal of the service. */
export function personSignatures({ signatures }: Pick<VerificationReport, 'signatures'>): SignatureReport[] {
  return signatures.filter(({ kind, field }) => kind === 'approval' && field !== sealField);
}

/** What frames the signatures of persons: certification first, seal last. */
export function serviceSignatures({ signatures }: Pick<VerificationReport, 'signatures'>): SignatureReport[] {
  return signatures.filter(({ kind, field }) => kind === 'certification' || field === sealField);
}

/** Who signed. The certificate's word comes first: an authority answers for it, while the name written beside a signature is the signer's own. */
export function signerName({ certificate, signer }: Pick<SignatureReport, 'certificate' | 'signer'>): string | null {
  return certificate?.commonName ?? signer;
}

/** The name written beside the signature, when it is not the certificate's; null when it adds nothing. */
export function claimedName(signature: Pick<SignatureReport, 'certificate' | 'signer'>): string | null {
  const { signer } = signature;
  return signer !== null && !signerName(signature)?.includes(signer) ? signer : null;
}

/** Everything signed is as it was signed; only the certificates may be in doubt. */
export function isContentIntact({ signatures, verdict }: VerificationReport): boolean {
  return signatures.length > 0 && verdict !== 'modified' && verdict !== 'broken' && signatures.every(({ integrity, coverage }) => integrity === 'intact' && coverage !== 'partial');
}

/** The file does not show what was signed. */
export function isSpoilt({ verdict }: VerificationReport): boolean {
  return verdict === 'modified' || verdict === 'broken';
}

export function areAllTrusted({ signatures }: VerificationReport): boolean {
  return signatures.length > 0 && signatures.every(({ trust }) => trust === 'trusted');
}

/** What recognising the file adds to the verdict; nothing when the file is not ours. `today`: 'YYYY-MM-DD' in the agreement's time zone. */
export type Standing = { recognition: Recognition; today: string };

/**
 * The one sentence of the verdict card, which the command line may print too: « Document intact, signé par 47 personnes, en vigueur. »
 * Without `standing`, says nothing of the agreement behind the file.
 */
export function verdictSentence(report: VerificationReport, standing: Standing | null = null): string {
  switch (report.verdict) {
    case 'valid':
      return `${validWords(report, standing)}.`;
    case 'valid_extended':
      return `${validWords(report, standing)} ; des ajouts permis ont été faits ensuite.`;
    case 'modified':
      return 'Document modifié après avoir été signé.';
    case 'broken':
      return 'Document altéré : son contenu ne correspond plus à ce qui a été signé.';
    case 'indeterminate':
      return isContentIntact(report)
        ? 'Document intact, mais l’identité de ceux qui l’ont signé n’est pas établie.'
        : 'Il n’est pas possible de se prononcer sur ce document.';
    case 'unsigned':
      return 'Ce document ne porte aucune signature électronique.';
  }
}

function validWords(report: VerificationReport, standing: Standing | null): string {
  const partial = partialWords(report, standing);
  if (partial) return `Document intact : ${partial}`;
  const status = standing && standing.recognition.match !== 'lookalike' ? `, ${statusWords(legalStatusOf(standing.recognition.agreement, standing.today)).inVerdict}` : '';
  return `Document intact, ${signedBy(report)}${status}`;
}

/** « version intermédiaire, 20 signatures sur 50, sans cachet »; null for a document that lacks nothing. */
function partialWords(report: VerificationReport, standing: Standing | null): string | null {
  if (report.complete !== false) return null;
  const emptySlots = report.emptyFields.filter((field) => field !== sealField).length;
  const signed = personSignatures(report).length;
  const total = standing?.recognition.agreement.parties ?? signed + emptySlots;
  const seal = report.emptyFields.includes(sealField) ? ', sans cachet' : '';
  return `version intermédiaire, ${formatCount(signed, 'signature')} sur\u00A0${total}${seal}`;
}

function signedBy(report: VerificationReport): string {
  const persons = new Set<string>(personSignatures(report).map((signature) => signerName(signature) ?? signature.field)).size;
  if (persons > 0) return `signé par ${formatCount(persons, 'personne')}`;
  return report.certification ? 'certifié par son auteur, sans autre signature' : 'revêtu d’un cachet';
}

type VerdictWords = { tone: (report: VerificationReport, standing: Standing | null) => VerdictTone; next: (report: VerificationReport, standing: Standing | null) => string };

const always = (tone: VerdictTone) => () => tone;
/** What a complete file may show in green. */
const sound: readonly LegalStatus[] = ['in_force', 'act_signed'];
/** A good file of an agreement that is not in force must not look like an agreement in force. */
const validTone: VerdictWords['tone'] = (report, standing) => {
  if (!areAllTrusted(report)) return 'warning';
  if (report.complete === false || standing?.recognition.match === 'lookalike') return 'warning';
  return standing && !sound.includes(legalStatusOf(standing.recognition.agreement, standing.today)) ? 'warning' : 'success';
};

const verdicts: Record<Verdict, VerdictWords> = {
  valid: {
    tone: validTone,
    next: ({ complete }, standing) => complete === false
      ? 'Ce fichier est authentique, mais ce n’est pas l’exemplaire définitif. Demandez celui-ci à la préfecture avant de vous en prévaloir.'
      : standing ? 'Conservez ce fichier tel quel : l’imprimer ou l’enregistrer sous une autre forme lui ôterait sa valeur de preuve.' : 'Conservez ce fichier tel quel. Assurez-vous que les signataires sont bien les personnes que vous attendez.',
  },
  valid_extended: {
    tone: validTone,
    next: () => 'Lisez plus bas ce qui a été ajouté : ces ajouts étaient permis par les signataires, mais n’ont pas été vus par ceux qui avaient signé avant.',
  },
  modified: {
    tone: always('error'),
    next: () => 'Ne vous fiez pas à ce que ce fichier affiche. Demandez l’exemplaire d’origine à celui qui vous l’a remis, ou à la préfecture.',
  },
  broken: {
    tone: always('error'),
    next: () => 'Ne vous fiez pas à ce fichier. Il a pu être falsifié, ou seulement abîmé par un transfert : téléchargez-le à nouveau à sa source, puis recommencez.',
  },
  indeterminate: {
    tone: always('warning'),
    next: (report) => isContentIntact(report)
      ? 'Le contenu n’a pas changé depuis sa signature, mais les certificats ne mènent pas à une autorité que ce service connaît, ou leur état ne peut être établi. Vérifiez l’identité des signataires par une autre voie.'
      : 'Des éléments manquent pour juger, ou sont illisibles. Demandez un autre exemplaire, ou l’avis de celui qui l’a émis.',
  },
  unsigned: {
    tone: always('info'),
    next: () => 'Rien ne permet de savoir qui l’a fait, ni s’il a changé. Si vous attendiez un document signé, demandez le fichier PDF lui-même : une impression numérisée perd les signatures.',
  },
};

/** How the verdict card looks, and what to do next. */
export function verdictWords(report: VerificationReport, standing: Standing | null): { tone: VerdictTone; next: string } {
  const { tone, next } = verdicts[report.verdict];
  return { tone: tone(report, standing), next: next(report, standing) };
}

/**
 * Certificates worth nothing: those that say so themselves, and those of this service's own authority while it is in demonstration.
 * `ownAuthority`: common name of that authority; null outside demonstration.
 */
export function isDemonstration(report: VerificationReport, ownAuthority: string | null): boolean {
  const names = [...report.signatures.flatMap(({ certificate }) => [certificate?.issuer, certificate?.commonName]), ...report.documentTimestamps.map(({ authority }) => authority?.commonName)];
  const isOurs = ({ certificate, trust }: SignatureReport) => trust === 'trusted' && certificate?.issuer === ownAuthority;
  return names.some((name) => /d[ée]monstration/i.test(name ?? '')) || (ownAuthority !== null && report.signatures.some(isOurs));
}
