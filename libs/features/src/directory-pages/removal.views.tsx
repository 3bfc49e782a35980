import type { VNode } from 'preact';
import type { RemovalRefusal, RemovalToll } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, formatCount, formatList, PostForm, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';
import { removalSentence } from './directory-words.js';

export type Farewell = { name: string; refusals: readonly RemovalRefusal[]; toll: RemovalToll };

/** What goes with a card, in words; empty when it goes alone. */
export function tollSentence({ referents, offers, stops, candidates, localPartners }: RemovalToll): string {
  const going = [
    referents > 0 ? formatCount(referents, 'référent') : null,
    offers > 0 ? formatCount(offers, 'offre complémentaire', 'offres complémentaires') : null,
    stops > 0 ? formatCount(stops, 'étape') : null,
    candidates > 0 ? formatCount(candidates, 'autre personne qui peut signer', 'autres personnes qui peuvent signer') : null,
  ].filter((part) => part !== null);
  return [
    ...(going.length > 0 ? [`Partiront avec cette fiche : ${formatList(going)}.`] : []),
    ...(localPartners > 0 ? [`${formatCount(localPartners, 'partenaire local n’y interviendra', 'partenaires locaux n’y interviendront')} plus.`] : []),
  ].join(' ');
}

type Props = { frame: Frame; farewell: Farewell; card: string; action: string; back: string };

/** Asks before a card is taken out, or says why it must stay. */
export function RemovalPage({ frame, farewell: { name, refusals, toll }, card, action, back }: Props): VNode {
  const title = refusals.length > 0 ? `La fiche « ${name} » doit rester` : `Retirer « ${name} » de l’annuaire`;
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Annuaire', href: directoryLinks.page }, { label: name, href: card }, { label: 'Retirer' }]}>
      <div class="pf-narrow">
        <h1>{title}</h1>
        {refusals.length > 0 ? <Refused refusals={refusals} card={card} /> : (
          <>
            <p class="pf-sentence">{tollSentence(toll) || 'Rien d’autre ne part avec cette fiche.'}</p>
            <p>Les conventions déjà signées et les tournées déjà lancées gardent leur propre copie de l’annuaire : elles ne changent pas.</p>
            <PostForm action={action} csrf={frame.csrf}>
              <Buttons>
                <Button icon="delete-line">Retirer</Button>
                <ButtonLink href={back} kind="secondary">Garder</ButtonLink>
              </Buttons>
            </PostForm>
          </>
        )}
      </div>
    </Shell>
  );
}

function Refused({ refusals, card }: { refusals: readonly RemovalRefusal[]; card: string }): VNode {
  return (
    <>
      {refusals.map((refusal) => <div data-refusal={refusal.code}><Alert severity="warning" small><p>{removalSentence(refusal)}</p></Alert></div>)}
      <Buttons><ButtonLink href={card}>Revenir à la fiche</ButtonLink></Buttons>
    </>
  );
}
