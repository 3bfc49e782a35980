import { z } from 'zod';
import { signatureLevelNames } from '#libs/domain';
import { certificateLevel } from '#libs/features/own-certificate';
import { agreed, upperFirst } from '#libs/features/round';
import type { RoundSubject } from '#libs/features/round';
import { TIMESTAMP_POLICY } from '#libs/signing';
import { formatDay, formatFileSize, formatHash, formatNumber, plural } from '#libs/ui';
import type { Evidence, EvidenceRevision, EvidenceSignatory } from './evidence.format.js';
import { journalWords } from './evidence.words.js';

const filled = z.string().min(1);
const link = z.strictObject({ url: z.url(), label: filled });

/** What the Word template `templates/evidence/v1` is filled with: words, already French. */
export const evidencePrintSchema = z.strictObject({
  demonstration: z.boolean(),
  agreement: z.strictObject({ number: filled, title: filled, model: filled }),
  departement: z.strictObject({ name: filled, code: filled }),
  madeAt: filled,
  service: filled,
  timeZone: filled,
  /** What is proved, in one sentence; and how well dated it is, in another. */
  verdict: filled,
  dating: filled,
  document: z.strictObject({ name: filled, size: filled, contentHash: filled, sealHash: filled, fileHash: filled }),
  attachment: z.strictObject({ name: filled, sha256: filled }),
  signatories: z.array(z.strictObject({ rank: filled, body: filled, rows: z.array(z.strictObject({ label: filled, lines: z.array(filled).min(1) })).min(1) })).min(1),
  revisions: z.array(z.strictObject({ n: filled, what: filled, at: filled, end: filled, level: filled, sha256: filled })).min(1),
  journal: z.array(z.strictObject({ rank: filled, at: filled, what: filled, who: filled, hash: filled })).min(1),
  journalHead: filled,
  anchoring: filled,
  verification: z.strictObject({ url: filled, command: filled }),
  seal: z.strictObject({ link }),
});

export type EvidencePrint = z.infer<typeof evidencePrintSchema>;

type Row = { label: string; lines: string[] };

const NBSP = '\u00A0';
/** An agent's text is cut here in print; it is whole in preuve.json. */
const userAgentShown = 160;
/** Enough of a hash to compare a line by eye; the whole is in preuve.json. */
const hashShown = 16;

const colleges: Record<string, string> = { prefet: 'Préfet', gestionnaire: 'Gestionnaires', partenaire_national: 'Partenaires nationaux', partenaire_local: 'Partenaires locaux' };
const revisionWords: Record<string, string> = { prepared: 'Document préparé', certification: 'Certification par le service', seal: 'Cachet du service', timestamp: 'Horodatage du document', store: 'Éléments de validation' };
const mailWords: Record<string, string> = {
  'signature.invitation': 'Invitation', 'signature.fresh_link': 'Nouveau lien', 'signature.status': 'Lien de suivi', 'correspondence.digest': 'Rappel', 'signature.code': 'Code', 'signature.acknowledgement': 'Accusé de signature', 'signature.abandonment': 'Abandon', 'signature.final_copy': 'Exemplaire signé', 'signature.replacement': 'Remplacement', 'signature.signed_by_another': 'Signé par une autre personne', 'signature.supersession': 'Texte remplacé',
};

/** The words of the printed evidence. `attachmentHash`: SHA-256 of preuve.json as attached; `sealMarker`: the address the seal's field is found by. */
export function printableEvidence(evidence: Evidence, { attachmentHash, sealMarker, verifyUrl, subject }: { attachmentHash: string; sealMarker: string; verifyUrl: string; subject: RoundSubject }): EvidencePrint {
  const { agreement, service, signatories, journal } = evidence;
  const document = evidence.documents[0]!;
  const last = document.revisions.at(-1)!;
  const at = (iso: string) => instantWords(iso, agreement.timeZone);
  return {
    demonstration: service.demonstration,
    agreement: { number: agreement.number, title: agreement.title, model: `${subject.act ? `${subject.kind} du service` : agreement.model.id}, version ${agreement.model.version}` },
    departement: agreement.departement,
    madeAt: at(evidence.madeAt),
    service: `${service.name} ${service.version}, ${service.url}`,
    timeZone: agreement.timeZone,
    verdict: typeset(verdictOf(evidence, subject, at)),
    dating: typeset(datingOf(evidence)),
    document: { name: document.fileName, size: typeset(`${formatNumber(document.pages)} pages, ${formatFileSize(last.length)}`), contentHash: formatHash(document.contentHash), sealHash: formatHash(agreement.finalHash), fileHash: formatHash(last.sha256) },
    attachment: { name: 'preuve.json', sha256: formatHash(attachmentHash) },
    signatories: signatories.map((signatory, i) => ({ rank: String(i + 1), body: signatory.body.name, rows: rowsOf(signatory, at).map(({ label, lines }) => ({ label, lines: lines.map(typeset) })) })),
    revisions: document.revisions.map((revision) => revisionLine(revision, signatories, at)),
    journal: journal.map((line) => {
      const slotId = (line.payload as { slotId?: unknown }).slotId;
      const body = signatories.find((signatory) => signatory.slotId === slotId)?.body.name;
      return { rank: String(line.rank), at: at(line.recordedAt), what: journalWords(line), who: body ?? '–', hash: line.hash.slice(0, hashShown) };
    }),
    journalHead: formatHash(journal.at(-1)!.hash),
    anchoring: typeset(anchoringOf(evidence, at)),
    verification: { url: verifyUrl, command: `npx paraphe evidence verify dossier-de-preuve-${agreement.number}.pdf --document ${document.fileName}` },
    seal: { link: { url: sealMarker, label: 'Cachet électronique du service' } },
  };
}

function verdictOf({ signatories, documents }: Evidence, subject: RoundSubject, at: (iso: string) => string): string {
  const seal = documents[0]!.revisions.find(({ kind }) => kind === 'seal');
  const count = signatories.length;
  const whom = count === 1 ? 'le seul organisme appelé à le faire' : `les ${formatNumber(count)} organismes appelés à le faire`;
  return `${upperFirst(subject.numbered)} a été ${agreed(subject, 'signé')} par ${whom}, chacun sur le même texte, puis ${agreed(subject, 'scellé')} par le service${seal ? ` le ${at(seal.recordedAt)}` : ''}.`;
}

/** Who else vouches for the dates. An authority that is the service's own vouches for nothing, and is said so. */
function datingOf({ tokens, documents }: Evidence): string {
  const signed = documents[0]!.revisions.filter(({ level }) => level !== null);
  const dated = signed.filter(({ level }) => level !== 'B-B').length;
  if (dated === 0) return 'Aucune autorité d’horodatage n’avait encore daté ces signatures quand le présent dossier a été fait : leurs dates sont celles du service.';
  const authorities = [...new Set(tokens.map(({ authority }) => authority))].join(', ');
  const own = tokens.some(({ policy }) => policy === TIMESTAMP_POLICY) ? ' Cette autorité est celle du service lui-même, pour la démonstration : elle ne prouve rien à personne.' : '';
  return `${dated === signed.length ? 'Toutes les signatures sont datées' : `${formatNumber(dated)} signatures sur ${formatNumber(signed.length)} sont datées`} par une autorité d’horodatage : ${authorities} (${tokens.length} ${plural(tokens.length, 'jeton')}).${dated === signed.length ? '' : ' Les autres portent la date du service.'}${own}`;
}

function anchoringOf({ anchor }: Evidence, at: (iso: string) => string): string {
  if (!anchor) return 'Aucun ancrage ne couvrait encore ce journal quand le présent dossier a été fait.';
  const dated = anchor.token ? `datée par un jeton d’horodatage${anchor.stampedAt ? ` reçu le ${at(anchor.stampedAt)}` : ''}` : 'que nulle autorité n’avait encore datée';
  return `La ligne ${anchor.head.rank} est ancrée sous la racine n° ${anchor.rank}, ${dated} : ${formatHash(anchor.root)}.`;
}

function rowsOf(signatory: EvidenceSignatory, at: (iso: string) => string): Row[] {
  const { body, college, person, identification, authority, mails, means, approval, paper, certificate, signature } = signatory;
  return [
    { label: 'Organisme', lines: [`${body.name} (${colleges[college] ?? college}), ${body.capacity}`] },
    { label: 'Signataire', lines: [`${person.civility} ${person.firstName} ${person.lastName}, ${person.quality}`, person.email] },
    { label: 'Identification', lines: [`${identification}.`] },
    { label: 'Niveau juridique', lines: [`${signatureLevelNames[means]}.`] },
    { label: 'Pouvoir de signer', lines: authorityLines(authority) },
    { label: 'Courriels', lines: mails.length ? mails.map((mail) => mailLine(mail, at)) : ['Aucun'] },
    ...(approval ? approvalRows(signatory, approval, at) : []),
    ...(certificate ? [certificateRow(certificate, at)] : []),
    ...(paper ? [paperRow(paper, at)] : []),
    { label: 'Signature', lines: [`Révision ${signature.revision}, certificat n° ${signature.certificateSerial}${paper ? ', du service, qui atteste' : certificate ? ', de la personne elle-même' : ''}`, signature.timestampedAt ? `Horodatée le ${at(signature.timestampedAt)}` : 'Sans jeton d’horodatage propre'] },
  ];
}

/** What was judged that day, in the words of that day. */
function authorityLines(authority: EvidenceSignatory['authority']): string[] {
  if (!authority) return ['Déclaré par le signataire ; la préfecture ne l’a pas décrit.'];
  const { verdict, power, words, mention } = authority;
  const declared = power === 'declared' ? ['Décision de l’organisme seule ; le titre de la personne est celui qu’elle déclare.'] : [];
  const title = [...mention.capacity, ...mention.references].join(' ; ');
  return [...(title ? [title] : []), ...declared, verdict === 'regular' ? 'Jugé régulier au moment de signer.' : 'Jugé irrégulier au moment de signer ; la préfecture a laissé signer par une décision motivée.', ...words];
}

function paperRow({ signedOn, mediaType, bytes, sha256, attachment, recordedAt }: NonNullable<EvidenceSignatory['paper']>, at: (iso: string) => string): Row {
  return { label: 'Signature manuscrite', lines: [`Datée du ${formatDay(signedOn, 'bare')}, enregistrée par la préfecture le ${at(recordedAt)} ; elle garde l’exemplaire papier`, `Copie numérisée (${mediaType}, ${formatFileSize(bytes)}), ${attachment ? `jointe sous le nom ${attachment}` : 'trop lourde pour être jointe, gardée par le service'}, SHA-256 ${formatHash(sha256)}`] };
}

/** What came back, and what was verified then; in the words of the issuer and no better (decision 13). */
function certificateRow({ commonName, issuer, serial, notBefore, notAfter, qualified, root, reservation }: NonNullable<EvidenceSignatory['certificate']>, at: (iso: string) => string): Row {
  return {
    label: 'Certificat personnel',
    lines: [
      `${upperFirst(certificateLevel(qualified))} ; l’émetteur le déclare, les listes de confiance européennes n’ont pas été consultées`,
      `« ${commonName} », délivré par « ${issuer ?? 'inconnu'} », n° ${serial}, valable du ${at(notBefore)} au ${at(notAfter)}`,
      `Document réservé du ${at(reservation.createdAt)} au ${at(reservation.expiresAt)} au plus, dans l’état d’empreinte ${reservation.baseSha256.slice(0, hashShown)}…`,
      `Vérifié à la réception : le fichier prêté y est entier, une seule signature s’y ajoute, dans cet emplacement, rien d’autre n’a changé, le certificat est au nom du signataire, en cours, et mène à une autorité reconnue (SHA-256 ${root.sha256.slice(0, hashShown)}…). Sa révocation n’a pas été recherchée en ligne`,
    ],
  };
}

function approvalRows({ links, codes }: EvidenceSignatory, approval: NonNullable<EvidenceSignatory['approval']>, at: (iso: string) => string): Row[] {
  const used = codes.find(({ id }) => id === approval.codeId);
  const opened = links.find(({ id }) => id === approval.linkId);
  const agent = approval.userAgent.length > userAgentShown ? `${approval.userAgent.slice(0, userAgentShown)}…` : approval.userAgent;
  return [
    { label: 'Lien personnel', lines: [opened ? `Créé le ${at(opened.createdAt)}, valable jusqu’au ${at(opened.expiresAt)}${opened.openedAt ? ` ; ouvert le ${at(opened.openedAt)}` : ''}` : 'Inconnu'] },
    ...(approval.codeId === null ? [] : [{ label: 'Code à usage unique', lines: [...(used?.sms ? [smsLine(used.sms, at)] : []), used ? `Demandé le ${at(used.createdAt)}, saisi ${used.usedAt ? `le ${at(used.usedAt)}` : '–'}, au ${rankWords(used.tries)} essai` : 'Inconnu', `${formatNumber(codes.length)} ${plural(codes.length, 'code demandé', 'codes demandés')} en tout`] }]),
    { label: 'Approbation', lines: [`Le ${at(approval.at)}, sous le nom « ${approval.typedName} »`, `Depuis l’adresse ${approval.ip || 'inconnue'}, avec : ${agent || 'navigateur inconnu'}`] },
    { label: 'Consentement', lines: [`Version ${approval.consent.version}, empreinte ${approval.consent.sha256.slice(0, hashShown)}… ; texte entier dans preuve.json`] },
  ];
}

/** Where it went, as much as its owner needs to recognise it. */
function smsLine({ to, state, acceptedAt, attempts }: NonNullable<EvidenceSignatory['codes'][number]['sms']>, at: (iso: string) => string): string {
  return `Envoyé par SMS au ${to}, ${acceptedAt ? `pris par l’opérateur le ${at(acceptedAt)}` : state === 'refused' ? 'refusé par l’opérateur' : `sans réponse de l’opérateur après ${attempts} ${plural(attempts, 'essai')}`}`;
}

function mailLine({ kind, templateVersion, sentAt, attempts, smtpReply, bounce }: EvidenceSignatory['mails'][number], at: (iso: string) => string): string {
  const what = `${mailWords[kind] ?? kind} (modèle ${templateVersion})`;
  if (!sentAt) return `${what} : pas encore accepté, ${attempts} ${plural(attempts, 'essai')}`;
  return `${what} : accepté le ${at(sentAt)}${smtpReply ? `, réponse « ${smtpReply.slice(0, 60)} »` : ''}${bounce ? ` ; ${bounce.action === 'failed' ? 'revenu' : 'retardé'} le ${at(bounce.at)}${bounce.status ? ` (${bounce.status})` : ''}` : ''}`;
}

function revisionLine({ n, kind, slotId, length, sha256, level, recordedAt }: EvidenceRevision, signatories: readonly EvidenceSignatory[], at: (iso: string) => string): EvidencePrint['revisions'][number] {
  const signatory = signatories.find((one) => one.slotId === slotId);
  const what = signatory ? `${signatory.person.firstName} ${signatory.person.lastName}, pour ${signatory.body.name}` : (revisionWords[kind] ?? kind);
  return { n: String(n), what, at: at(recordedAt), end: typeset(formatNumber(length)), level: level ?? '–', sha256 };
}

/** The spaces French typography wants unbreakable. The documents' font has no U+202F, so U+00A0 serves everywhere. */
function typeset(text: string): string {
  return text.replace(/\u202F/g, NBSP).replace(/ ([:;!?»])/g, `${NBSP}$1`).replace(/« /g, `«${NBSP}`).replace(/n° /g, `n°${NBSP}`);
}

function rankWords(n: number): string {
  return n <= 1 ? '1er' : `${n}e`;
}

/** « 24 novembre 2026 à 10 h 42 min 07 s », in the agreement's own time. */
export function instantWords(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: 'numeric', minute: '2-digit', second: '2-digit' }).formatToParts(new Date(iso));
  const read = (type: string) => parts.find((part) => part.type === type)!.value;
  const time = `${Number(read('hour'))} h ${read('minute')} min ${read('second')} s`.replace(/ /g, NBSP);
  return `${formatDay(`${read('year')}-${read('month')}-${read('day')}`, 'bare')} à${NBSP}${time}`;
}
