import type { SignatureMeans } from '#libs/domain';
import type { Coverage, Integrity, Level, Modification, SignatureReport, TimestampReport, Trust } from '#libs/signing';
import type { BadgeTone } from '#libs/ui';
import { formatCount, formatInstant } from '#libs/ui';

export const integrityWords: Record<Integrity, { label: string; tone: BadgeTone }> = {
  intact: { label: 'Intacte', tone: 'success' },
  altered: { label: 'Altérée', tone: 'error' },
  unreadable: { label: 'Illisible', tone: 'error' },
};

export const trustWords: Record<Trust, { label: string; tone: BadgeTone; sentence: string }> = {
  trusted: { label: 'Certificat reconnu', tone: 'success', sentence: 'Le certificat mène à une autorité que ce service reconnaît, et il était valable au moment de signer.' },
  untrusted: { label: 'Autorité inconnue', tone: 'warning', sentence: 'Le certificat vient d’une autorité que ce service ne connaît pas : n’importe qui a pu le fabriquer.' },
  revoked: { label: 'Certificat révoqué', tone: 'error', sentence: 'Le certificat avait été révoqué au moment de signer.' },
  expired: { label: 'Certificat périmé', tone: 'warning', sentence: 'Le certificat n’était pas valable à l’instant prouvé, ou rien ne prouve que la signature l’a précédé.' },
  unknown: { label: 'Non établi', tone: 'warning', sentence: 'Il manque de quoi savoir si le certificat était valable au moment de signer.' },
};

export const coverageWords: Record<Coverage, string> = {
  whole_file: 'tout le fichier',
  revision: 'tout le fichier tel qu’il était au moment de signer',
  partial: 'une partie du fichier seulement',
};

/** What each form of signature keeps for later. None of them is a legal level (decision 13). */
export const levelWords: Record<Level, string> = {
  'B-B': 'Le fichier porte les signatures et leurs certificats. L’heure de signature est seulement déclarée, et la vérification deviendra difficile quand les certificats auront expiré.',
  'B-T': 'Un horodatage prouve en outre que les signatures existaient à une heure donnée.',
  'B-LT': 'Le fichier porte en outre les certificats et les preuves de non-révocation : il reste vérifiable sans interroger personne.',
  'B-LTA': 'Le fichier porte toutes ses preuves et un horodatage d’archivage les protège : il reste vérifiable longtemps après l’expiration des certificats.',
};

/** What a signature given here is in law, said apart from its format (decision 13). Whether a certificate is qualified, it says itself: no verdict here does. */
export const legalLevelWords: Readonly<Record<SignatureMeans, string>> = {
  simple: 'Niveau juridique : signature électronique simple, donnée par lien personnel et code.',
  handwritten: 'Niveau juridique : signature manuscrite, donnée sur papier ; le certificat est celui du service, qui l’atteste.',
  own_certificate: 'Niveau juridique : signature électronique avec un certificat que le signataire détient. Cette page n’établit pas qu’il est qualifié.',
};

/** In the order of a reader's concern; each says what was done, as « … signatures ont été ajoutées ». */
export const modificationWords: Record<Modification['kind'], (count: number) => string> = {
  signature: (count) => (count > 1 ? `${formatCount(count, 'signature')} ont été ajoutées` : 'Une signature a été ajoutée'),
  document_timestamp: (count) => (count > 1 ? `${formatCount(count, 'horodatage')} ont été ajoutés` : 'Un horodatage a été ajouté'),
  security_store: () => 'Des données de vérification ont été ajoutées (certificats, preuves de non-révocation)',
  form_filling: (count) => (count > 1 ? 'Des champs de formulaire ont été remplis' : 'Un champ de formulaire a été rempli'),
  annotation: (count) => (count > 1 ? 'Des annotations ont été ajoutées ou changées' : 'Une annotation a été ajoutée ou changée'),
  metadata: () => 'Les propriétés du fichier (titre, auteur, dates) ont changé',
  content: () => 'Le contenu affiché par les pages a changé',
  structure: () => 'L’organisation du document (pages, renvois, structure) a changé',
  other: () => 'Une autre partie du fichier a changé',
};

export type Change = { sentence: string; permitted: boolean; revisions: number[]; fields: string[] };

/** What was done after the signatures, each thing once, forbidden ones first. The same change is reported by every signature it follows. */
export function changesAfterSignatures(signed: readonly (SignatureReport | TimestampReport)[]): Change[] {
  const all = signed.flatMap(({ modifications }) => modifications);
  const nameOf = ({ revision, kind, field }: Modification) => `${revision} ${kind} ${field ?? ''}`;
  const forbidden = new Set(all.filter(({ permitted }) => !permitted).map(nameOf));
  const groups = new Map<string, Modification[]>();
  // What one signature allows and another forbids is forbidden.
  for (const modification of all.filter((one) => !one.permitted || !forbidden.has(nameOf(one)))) {
    const key = `${modification.permitted} ${modification.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), modification]);
  }
  return [...groups.values()].map(changeOf).sort((a, b) => Number(a.permitted) - Number(b.permitted) || a.revisions[0]! - b.revisions[0]!);
}

function changeOf(same: readonly Modification[]): Change {
  const [{ kind, permitted }] = same as [Modification];
  const revisions = [...new Set(same.map(({ revision }) => revision))].sort((a, b) => a - b);
  const fields = [...new Set(same.flatMap(({ field }) => field ?? []))];
  return { sentence: `${modificationWords[kind](Math.max(fields.length, revisions.length))}.`, permitted, revisions, fields };
}

/** « Signée le 24 novembre 2026 à 10 h 42 », and what proves it. */
export function momentWords({ signedAt, signedAtSource, timestamp }: Pick<SignatureReport, 'signedAt' | 'signedAtSource' | 'timestamp'>, timeZone: string): { when: string; proof: string } {
  if (signedAt === null || signedAtSource === null) return { when: 'Date inconnue', proof: 'Rien dans le fichier ne dit quand.' };
  const instant = formatInstant(signedAt, timeZone, 'sentence');
  const authority = timestamp?.authority?.commonName;
  const sources: Record<NonNullable<SignatureReport['signedAtSource']>, { when: string; proof: string }> = {
    timestamp: { when: `Signé ${instant}`, proof: `Heure prouvée par un horodatage${authority ? ` de « ${authority} »` : ''}.` },
    document_timestamp: { when: `Signé au plus tard ${instant}`, proof: 'Heure prouvée par l’horodatage posé ensuite sur le document.' },
    claimed: { when: `Signé ${instant}`, proof: 'Heure déclarée, qu’aucun horodatage ne prouve.' },
  };
  return sources[signedAtSource];
}

/** The same clock for the whole page, named once. */
export function clockWords(timeZone: string): string {
  return timeZone === 'Europe/Paris' ? 'Heures de Paris.' : `Heures locales du département (${timeZone}).`;
}
