import type { VNode } from 'preact';
import { Badge, Button, ButtonLink, Buttons, PostForm, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { identityLinks } from './identity.links.js';
import type { Membership } from './identity.store.js';
import { roleNames } from './role-names.js';

/** ProConnect vouches for one organisation; for another one, the person comes in by another door. */
export const otherDoor = 'ProConnect ne vous connaît pas au titre de cet organisme. Connectez-vous par le lien reçu par courriel pour agir en son nom.';

/** One person, several roles: what each opens, which one is in use, one button to change. */
export function ChooseRolePage({ frame, current, memberships, isOpen }: { frame: Frame; current: string; memberships: readonly Membership[]; isOpen: (membership: Membership) => boolean }): VNode {
  return (
    <Shell frame={frame} title="Choisir mon rôle">
      <div class="pf-narrow">
        <h1>Choisir mon rôle</h1>
        <p class="pf-sentence">{memberships.length > 1 ? 'Vous avez plusieurs habilitations. Ce que vous voyez et faites dépend de celle que vous utilisez.' : 'Vous avez une seule habilitation.'}</p>
        <ul class="pf-list">
          {memberships.map((membership) => {
            const { id, role, organisationName, departementCode } = membership;
            return (
              <li class="pf-list__item pf-list__item--pair">
                <div>
                  <p class="pf-list__title">{organisationName}</p>
                  <p class="pf-list__detail">Rôle : {roleNames[role]}, département {departementCode}</p>
                  {!isOpen(membership) && <p class="pf-list__detail">{otherDoor}</p>}
                </div>
                  <div class="pf-list__action">
                  {id === current
                    ? <Badge tone="success">En usage</Badge>
                    : isOpen(membership) && <PostForm action={identityLinks.chooseRole} csrf={frame.csrf}><input type="hidden" name="membershipId" value={id} /><Button kind="secondary">Utiliser<span class="fr-sr-only"> l’habilitation {roleNames[role]}, {organisationName}</span></Button></PostForm>}
                </div>
              </li>
            );
          })}
        </ul>
        <Buttons><ButtonLink href={identityLinks.space}>Aller à mon espace</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
