import type { VNode } from 'preact';
import { identityLinks } from '#libs/features/identity';
import { ButtonLink, Buttons, PostButton, Shell, formatInstant } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { proConnectLinks } from './proconnect.links.js';
import type { AttachedIdentity } from './proconnect.store.js';
import { spellSiret } from './siret-rule.js';

/** A provider is known to us by a long number only: its beginning tells two apart. */
const providerShown = 8;

/** The identities that open one's account; each can be detached, another can be attached. */
export function IdentitiesPage({ frame, identities, timeZone }: { frame: Frame; identities: readonly AttachedIdentity[]; timeZone: string }): VNode {
  return (
    <Shell frame={frame} title="Mes identités ProConnect" breadcrumb={[{ label: 'Accueil', href: identityLinks.home }, { label: 'Mon compte', href: identityLinks.account }, { label: 'Mes identités ProConnect' }]}>
      <div class="pf-narrow">
        <h1>Mes identités ProConnect</h1>
        <p class="pf-sentence">{sentence(identities.length)}</p>
        <p>Une personne qui a deux employeurs, ou deux fournisseurs d’identité, a deux identités ProConnect : rattachez l’une et l’autre, elles ouvriront le même compte. Votre adresse électronique n’y suffit pas.</p>
        {identities.length > 0 && <ul class="pf-list">{identities.map((identity) => <IdentityItem frame={frame} identity={identity} timeZone={timeZone} />)}</ul>}
        <Buttons><ButtonLink href={proConnectLinks.start}>Rattacher une identité ProConnect</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

function IdentityItem({ frame, identity, timeZone }: { frame: Frame; identity: AttachedIdentity; timeZone: string }): VNode {
  const at = (day: Date) => formatInstant(day.toISOString(), timeZone, 'sentence');
  const siret = spellSiret(identity.siret);
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title">SIRET {siret}</p>
        <p class="pf-list__detail">Fournisseur d’identité {identity.idpId.slice(0, providerShown)}, rattachée {at(identity.linkedAt)}</p>
      </div>
      <p>{identity.lastUsedAt ? `Dernière connexion ${at(identity.lastUsedAt)}` : 'Pas encore utilisée'}</p>
      <div class="pf-list__state">
        <PostButton action={proConnectLinks.detach(identity.id)} csrf={frame.csrf} kind="secondary" label={`l’identité de SIRET ${siret}, fournisseur ${identity.idpId.slice(0, providerShown)}`}>Détacher</PostButton>
      </div>
    </li>
  );
}

function sentence(count: number): string {
  if (count === 0) return 'Aucune identité ProConnect n’ouvre votre compte : vous entrez avec un lien reçu par courriel.';
  return count === 1 ? 'Une identité ProConnect ouvre votre compte. Le lien par courriel l’ouvre toujours.' : `${count} identités ProConnect ouvrent votre compte. Le lien par courriel l’ouvre toujours.`;
}
