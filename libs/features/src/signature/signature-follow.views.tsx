import type { VNode } from 'preact';
import { agreed, upperFirst } from '#libs/features/round';
import type { RoundState, SlotState } from '#libs/domain';
import { Button, ButtonLink, Buttons, Facts, formatDay, formatInstant, formatShare, PostForm, Progress, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { WhomToCall } from './signature-after.views.js';
import { awaitedSentence, DeskLink } from './signature.views.js';
import type { SignatureRequest } from './signature.views.js';
import { signatureLinks } from './signature.links.js';

/** Where the round and one's own place stand. */
export type Standing = {
  state: RoundState;
  slotState: SlotState;
  /** Since when the place is in that state: when it was signed, or refused. */
  since: string | null;
  timeZone: string;
  signed: number;
  total: number;
  /** « 9 gestionnaires et le préfet ». */
  awaited: readonly string[];
};

type FollowProps = { frame: Frame; request: SignatureRequest; standing: Standing; maskedEmail: string };

/** Shows where the document stands, and nothing more: this link signs nothing. */
export function FollowPage({ frame, request, standing, maskedEmail }: FollowProps): VNode {
  const { short } = request.subject;
  return (
    <Shell frame={frame} title={`Où en est ${short}`}>
      <div class="pf-narrow">
        <p class="pf-overline">{request.subject.heading}</p>
        <h1>Où en est {short}</h1>
        <p class="pf-sentence">{stateSentence(request, standing)}</p>
        <Progress value={standing.signed} max={standing.total} label={`${formatShare(standing.signed, standing.total)} signatures recueillies`} />
        <h2 class="fr-h4 fr-mt-4w">Votre signature</h2>
        <p>{ownSentence(request, standing)}</p>
        <Facts items={[
          { term: 'Signataire', value: `${request.person}, ${request.quality}` },
          { term: 'Pour', value: request.bodyName },
        ]} />
        {isAwaitedNow(standing) && (
          <PostForm action={signatureLinks.renew(request.token)} csrf={frame.csrf}>
            <p>Ce lien-ci ne fait que montrer. Celui qui permet de signer partira vers <strong>{maskedEmail}</strong>.</p>
            <Buttons><Button>Recevoir un lien pour signer</Button></Buttons>
          </PostForm>
        )}
        <Buttons><ButtonLink href={signatureLinks.document(request.token)} kind="secondary" icon="file-pdf-line" newWindow>Lire le document</ButtonLink></Buttons>
        <DeskLink request={request} />
        <WhomToCall contact={request.contact} />
      </div>
    </Shell>
  );
}

function isAwaitedNow({ state, slotState }: Standing): boolean {
  return state === 'collecting' && slotState === 'invited';
}

function stateSentence({ subject, deadline }: SignatureRequest, { state, signed, total, awaited }: Standing): string {
  switch (state) {
    case 'collecting':
      return `La signature est en cours. ${awaitedSentence(total - signed, awaited)}`;
    case 'blocked':
      return 'La signature est suspendue : une des parties a souhaité ne pas signer en l’état. La préfecture va reprendre la tournée ou y mettre fin.';
    case 'expired':
      return `Le délai pour signer est passé depuis ${formatDay(deadline)}. La préfecture peut le prolonger.`;
    case 'sealed':
      return `${upperFirst(subject.short)} est ${agreed(subject, 'signé')} et ${agreed(subject, 'scellé')}.`;
    default:
      return 'Toutes les signatures sont recueillies : le document est en cours de scellement.';
  }
}

function ownSentence({ deadline }: SignatureRequest, standing: Standing): string {
  const { slotState, since, timeZone } = standing;
  if (slotState === 'approved') return `Vous avez signé${since ? ` le ${formatInstant(since, timeZone)}` : ''}. Votre exemplaire vous parviendra par courriel quand le document sera scellé.`;
  if (slotState === 'refused') return 'Vous avez refusé de signer. La préfecture en est informée et reviendra vers vous.';
  if (slotState === 'declined') return 'Vous avez refusé de signer. Le document se conclut sans votre organisme.';
  if (slotState === 'waiting') return 'D’autres organismes signent avant vous. Vous recevrez un courriel le moment venu.';
  return isAwaitedNow(standing) ? `Elle est attendue jusqu’au ${formatDay(deadline, 'bare')} inclus.` : 'Vous n’avez pas encore signé. Si la signature reprend, vous recevrez un courriel.';
}
