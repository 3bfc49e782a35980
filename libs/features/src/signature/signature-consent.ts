import type { RoundSubject } from '#libs/features/round';

/** The words of one version, for the body one signs for. */
export type Consent = { version: string; lines: (bodyName: string) => readonly string[] };

/**
 * What a signatory is told before signing. The version is kept with each approval: changing a word means a new version,
 * for the evidence must show the very text that was on the screen.
 */
export const consent = {
  version: '2026-11',
  lines: (bodyName: string): readonly string[] => [
    'Vous approuvez la convention et ses sept annexes, telles qu’elles figurent dans ce document : personne ne pourra plus les modifier.',
    `Vous engagez l’organisme que vous représentez, « ${bodyName} », et non votre personne.`,
    'Vous déclarez être habilité à signer en son nom, par votre fonction, une délibération exécutoire ou une délégation en vigueur.',
    'Votre nom, votre qualité, la date et l’heure seront inscrits dans le document et connus de toutes les parties.',
    'C’est une signature électronique simple au sens du règlement européen eIDAS : elle est recevable comme preuve, et une fois donnée elle ne se reprend pas. La convention prévoit elle-même comment y mettre fin.',
  ],
} as const;

/** The same before an act of an agreement's life: it has no annexes, and changes nothing but what it says. */
export const actConsent = {
  version: '2026-11-acte',
  lines: (bodyName: string): readonly string[] => [
    'Vous approuvez cet acte tel qu’il figure dans ce document : personne ne pourra plus le modifier. Ce qu’il ne change pas dans la convention reste tel que les parties l’ont signé.',
    `Vous engagez l’organisme que vous représentez, « ${bodyName} », et non votre personne.`,
    'Vous déclarez être habilité à signer en son nom, par votre fonction, une délibération exécutoire ou une délégation en vigueur.',
    'Votre nom, votre qualité, la date et l’heure seront inscrits dans le document et connus de toutes les parties à la convention.',
    'C’est une signature électronique simple au sens du règlement européen eIDAS : elle est recevable comme preuve, et une fois donnée elle ne se reprend pas.',
  ],
} as const;

/** The last line for whoever signs with their own certificate: what that signature is worth is not this service's to say. */
const ownCertificate = 'Vous signez avec votre propre certificat, hors de ce service : la valeur de cette signature au sens du règlement européen eIDAS est celle que lui donne ce certificat. Une fois donnée, elle ne se reprend pas.';
const withCertificate = (version: string, { lines }: Consent): Consent => ({ version, lines: (bodyName) => [...lines(bodyName).slice(0, -1), ownCertificate] });
const certificateConsent = withCertificate('2026-11-certificat', consent);
const actCertificateConsent = withCertificate('2026-11-acte-certificat', actConsent);

/** What is said before signing this with one's own certificate. */
export function certificateConsentFor({ act }: Pick<RoundSubject, 'act'>): Consent {
  return act ? actCertificateConsent : certificateConsent;
}

/** What is said before signing this. */
export function consentFor({ act }: Pick<RoundSubject, 'act'>): Consent {
  return act ? actConsent : consent;
}

/** What a signature commits to at a place. Where a code is not enough, nothing there may promise a « signature électronique simple »: the last line, which names that level, is left out. */
export function commitmentsFor({ subject, bodyName, strong }: { subject: Pick<RoundSubject, 'act'>; bodyName: string; strong?: string | null }): readonly string[] {
  const lines = consentFor(subject).lines(bodyName);
  return strong ? lines.slice(0, -1) : lines;
}

/** Only the words in force are known to this version of the service; older ones would have to be kept beside them. @throws Error for a version whose words are lost */
export function consentLines(version: string, bodyName: string): readonly string[] {
  const known = [consent, actConsent, certificateConsent, actCertificateConsent].find((one: Consent) => one.version === version);
  if (!known) throw new Error(`The words of consent ${version} are unknown`);
  return known.lines(bodyName);
}
