import type { VNode } from 'preact';
import { agreed } from '#libs/features/round';
import type { RoundSubject } from '#libs/features/round';
import type { RoundState, SignatureMeans, SlotState } from '#libs/domain';
import { Badge, Button, ButtonLink, Buttons, formatDay, formatDaysLeft, formatInstant, PostForm } from '#libs/ui';
import type { BadgeTone, Frame } from '#libs/ui';
import { AfterPage, WhomToCall } from './signature-after.views.js';
import type { Contact } from './signature.views.js';
import { signatureLinks } from './signature.links.js';

/** One place of the mailbox, as its page lists it. Days are 'YYYY-MM-DD'. */
export type DeskLine = {
  subject: RoundSubject;
  /** « CDFS-48-2026-001 »: two documents of one département look alike. */
  number: string;
  bodyName: string;
  /** « M. Paul Roux ». */
  person: string;
  quality: string;
  samePerson: boolean;
  awaited: boolean;
  /** Last day on which one may sign. */
  until: string | null;
  today: string;
  timeZone: string;
  roundState: RoundState;
  slotState: SlotState;
  /** Since when the place is in that state. */
  since: string | null;
  /** Who answered for the body, when it was another of those who might. */
  byAnother: boolean;
  means: SignatureMeans | null;
  /** What is asked there, in a sentence, where a code is not enough. */
  strong?: string | null;
  /** Whether the code may come by SMS too. */
  bySms?: boolean;
  /** Null when it must be asked for by mail. */
  href: string | null;
};

/** How one signs there, in words that promise no more than it is (eIDAS, article 3). */
const meansWords: Record<SignatureMeans, string> = {
  simple: 'Signature électronique simple : un nom tapé et un code reçu par courriel',
  handwritten: 'Signature à la main, sur papier : la préfecture en garde la copie',
  own_certificate: 'Signature par un certificat que le signataire détient',
};

type DeskProps = { frame: Frame; token: string; maskedEmail: string; lines: readonly DeskLine[]; contact: Contact };

/** Everything that one mailbox is asked for, or has answered lately, whatever the document and the département. */
export function DeskPage({ frame, token, maskedEmail, lines, contact }: DeskProps): VNode {
  const waiting = lines.filter(({ awaited, samePerson }) => awaited && samePerson);
  const ofOthers = lines.filter(({ samePerson }) => !samePerson);
  const rest = lines.filter(({ awaited, samePerson }) => !awaited && samePerson);
  const title = waiting.length > 0 ? `Tout ce qui vous attend (${waiting.length})` : 'Rien ne vous attend';
  return (
    <AfterPage frame={frame} title={title}>
      <h1>{title}</h1>
      <p class="pf-sentence">{waiting.length > 0 ? 'Ces places attendent votre signature, chacune pour un organisme.' : 'Aucun document n’attend votre signature pour l’instant.'} Seul ce qui est adressé à <strong>{maskedEmail}</strong> est montré ici.</p>
      {waiting.length > 0 && <section aria-labelledby="a-signer"><h2 id="a-signer" class="fr-h4">À signer</h2><ol class="pf-list">{waiting.map((line) => <Waiting line={line} />)}</ol></section>}
      {lines.some(({ awaited, samePerson, href }) => awaited && samePerson && href === null) && <ByMail frame={frame} token={token} maskedEmail={maskedEmail} />}
      {rest.length > 0 && <section aria-labelledby="suite"><h2 id="suite" class="fr-h4">Vos autres documents</h2><ul class="pf-list">{rest.map((line) => <Followed line={line} />)}</ul></section>}
      {ofOthers.length > 0 && (
        <section aria-labelledby="autres">
          <h2 id="autres" class="fr-h4">Pour une autre personne, à cette même adresse</h2>
          <p>Plusieurs personnes lisent cette messagerie. Ce qui suit n’est pas à vous : ne signez pas à leur place.</p>
          <ul class="pf-list">{ofOthers.map((line) => <OfAnother line={line} />)}</ul>
        </section>
      )}
      <WhomToCall contact={contact} />
    </AfterPage>
  );
}

function Waiting({ line }: { line: DeskLine }): VNode {
  return (
    <li class="pf-list__item">
      <p class="pf-list__title">{line.subject.heading}{!line.subject.act && `, nᵒ ${line.number}`}</p>
      <p>Pour <strong>{line.bodyName}</strong>, en qualité de {line.quality}</p>
      {line.until && <p>Jusqu’au {formatDay(line.until, 'bare')} inclus ({formatDaysLeft(line.today, line.until)})</p>}
      <p class="pf-list__detail">{line.strong ?? `${meansWords[line.means ?? 'simple']}${line.bySms && (line.means ?? 'simple') === 'simple' ? ' ou par SMS' : ''}.`}</p>
      {line.href && <div class="pf-list__action"><ButtonLink href={line.href}>Lire et signer<Named line={line} /></ButtonLink></div>}
    </li>
  );
}

function OfAnother({ line }: { line: DeskLine }): VNode {
  return (
    <li class="pf-list__item">
      <p class="pf-list__title">{line.person}, {line.quality}</p>
      <p>{line.subject.heading}, pour {line.bodyName}</p>
      <p class="pf-list__detail">{line.awaited && line.until ? `Signature attendue jusqu’au ${formatDay(line.until, 'bare')} inclus.` : ownWords(line)}</p>
      {line.href && <p><a class="fr-link" href={line.href}>Ouvrir la page de {line.person}<Named line={line} /></a></p>}
    </li>
  );
}

function Followed({ line }: { line: DeskLine }): VNode {
  const { label, tone } = standingOf(line);
  const isCopy = line.roundState === 'sealed' && line.slotState === 'approved' && !line.byAnother;
  return (
    <li class="pf-list__item">
      <p class="pf-list__title">{line.subject.heading}{!line.subject.act && `, nᵒ ${line.number}`}</p>
      <p>Pour {line.bodyName}, en qualité de {line.quality}</p>
      <p class="pf-list__detail">{ownWords(line)}</p>
      <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
      {line.href && <p><a class="fr-link" href={line.href}>{isCopy ? 'Votre exemplaire' : 'Voir où en est le document'}<Named line={line} /></a></p>}
    </li>
  );
}

/** Links that look alike are told apart by ear. */
function Named({ line }: { line: DeskLine }): VNode {
  return <span class="fr-sr-only"> : {line.subject.heading}, pour {line.bodyName}</span>;
}

/** A link that only shows opens none that signs. */
function ByMail({ frame, token, maskedEmail }: { frame: Frame; token: string; maskedEmail: string }): VNode {
  return (
    <PostForm action={signatureLinks.deskRenew(token)} csrf={frame.csrf}>
      <p>Le lien qui vous a mené ici ne fait que montrer. Ceux qui permettent de signer partiront vers <strong>{maskedEmail}</strong>.</p>
      <Buttons><Button>Recevoir mes liens pour signer</Button></Buttons>
    </PostForm>
  );
}

function ownWords({ slotState, since, timeZone, byAnother, means, samePerson }: DeskLine): string {
  const on = since ? ` le ${formatInstant(since, timeZone)}` : '';
  if (slotState === 'approved' && byAnother) return `Une autre personne a signé pour cet organisme${on}.`;
  const who = samePerson ? 'Vous avez' : 'Cette personne a';
  if (slotState === 'approved') return `${who} signé${on}. ${meansWords[means ?? 'simple']}.`;
  if (slotState === 'refused' || slotState === 'declined') return `${who} refusé de signer${on}.`;
  if (slotState === 'waiting') return 'D’autres organismes signent avant.';
  return 'La signature n’est pas encore donnée.';
}

function standingOf({ roundState, subject }: DeskLine): { label: string; tone: BadgeTone } {
  switch (roundState) {
    case 'sealed':
      return { label: `${agreed(subject, 'Signé')} et ${agreed(subject, 'scellé')}`, tone: 'success' };
    case 'sealing':
      return { label: 'Scellement en cours', tone: 'info' };
    case 'blocked':
      return { label: 'Signature suspendue', tone: 'warning' };
    case 'expired':
      return { label: 'Délai passé', tone: 'warning' };
    default:
      return { label: 'Signatures en cours', tone: 'info' };
  }
}
