import type { VNode } from 'preact';
import type { Slot } from '#libs/domain';
import { roundLinks } from '#libs/features/round';
import { Alert, ButtonLink, Buttons, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { authorityLinks } from './authority.links.js';
import { deliberates, deliberationRefusals } from './deliberation-draft.js';
import type { DeliberationRefusal } from './deliberation-draft.js';
import type { PlaceAuthority } from './authorities.js';
import { deliberationLinks } from './deliberation.links.js';

/** On the page of a place: the draft to send to its assembly. Nothing for a body that has none. */
export function DeliberationLinks({ roundId, place }: { roundId: string; place: Pick<PlaceAuthority, 'slot' | 'kind'> }): VNode | null {
  const { slot, kind } = place;
  if (!deliberates(kind)) return null;
  return (
    <p>
      Projet de délibération à envoyer à l’assemblée, avec l’empreinte du texte : <a class="fr-link" href={deliberationLinks.word(roundId, slot.id)}>Projet de délibération, Word</a>{' '}
      <a class="fr-link" href={deliberationLinks.pdf(roundId, slot.id)}>Projet de délibération, PDF</a>
    </p>
  );
}

type RefusedProps = { frame: Frame; roundId: string; number: string; slot: Pick<Slot, 'id' | 'bodyName'>; refusal: DeliberationRefusal };

/** There is no draft to give: why, and the way out. */
export function DeliberationRefusedPage({ frame, roundId, number, slot, refusal }: RefusedProps): VNode {
  const breadcrumb = [{ label: 'Tournées', href: roundLinks.list }, { label: number, href: roundLinks.page(roundId) }, { label: 'Habilitations à signer', href: authorityLinks.list(roundId) }, { label: slot.bodyName, href: authorityLinks.place(roundId, slot.id) }, { label: 'Projet de délibération' }];
  return (
    <Shell frame={frame} title="Projet de délibération" breadcrumb={breadcrumb}>
      <div class="pf-narrow">
        <h1>Projet de délibération</h1>
        <Alert severity="warning"><p>{deliberationRefusals[refusal]}</p></Alert>
        <Buttons>
          <ButtonLink href={authorityLinks.place(roundId, slot.id)}>Revenir à l’habilitation</ButtonLink>
          <ButtonLink href={roundLinks.page(roundId)} kind="secondary">Voir la tournée</ButtonLink>
        </Buttons>
      </div>
    </Shell>
  );
}
