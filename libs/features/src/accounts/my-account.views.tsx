import type { VNode } from 'preact';
import type { Account, ListedSession, Membership } from '#libs/features/identity';
import { identityLinks, roleNames } from '#libs/features/identity';
import { Badge, ButtonLink, Buttons, Facts, formatInstant, PostButton, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { accountLinks } from './accounts.links.js';
import { browserWords } from './browser-words.js';
import { roleTitle } from './membership-words.js';

const doors = { link: 'par un lien reçu par courriel', proconnect: 'par ProConnect' } as const;

export type MyAccountProps = {
  frame: Frame;
  timeZone: string;
  account: Account;
  memberships: readonly Membership[];
  sessions: readonly ListedSession[];
  currentSession: string | null;
  shown: { proconnect: boolean; tokens: boolean; webhooks: boolean };
};

/** Who I am here, what I may do, and where I am signed in. */
export function MyAccountPage({ frame, timeZone, account, memberships, sessions, currentSession, shown }: MyAccountProps): VNode {
  const others = sessions.filter(({ id }) => id !== currentSession);
  return (
    <Shell frame={frame} title="Mon compte">
      <h1>Mon compte</h1>
      <p class="pf-sentence">Vous êtes {account.fullName} et vous agissez avec le rôle « {roleNames[account.role]} » ({account.organisationName}).</p>
      <Facts items={[{ term: 'Nom', value: account.fullName }, { term: 'Adresse électronique', value: account.email }, { term: 'Département', value: account.departementCode }]} />
      <p>Une erreur dans votre nom ou votre adresse ? <a href={accountLinks.myData}>Demandez-en la correction</a>.</p>
      <section aria-labelledby="habilitations" class="fr-mb-4w">
        <h2 id="habilitations">Mes habilitations</h2>
        <ul class="pf-list">{memberships.map((membership) => <MembershipLine membership={membership} current={membership.id === account.membershipId} csrf={frame.csrf} />)}</ul>
      </section>
      <section aria-labelledby="sessions" class="fr-mb-4w">
        <h2 id="sessions">Mes sessions ouvertes</h2>
        <p>Une session que vous ne reconnaissez pas ? Fermez-la, et prévenez votre préfecture.</p>
        <ul class="pf-list">{sessions.map((session) => <SessionLine session={session} current={session.id === currentSession} csrf={frame.csrf} timeZone={timeZone} />)}</ul>
        {others.length > 0 && <PostButton action={accountLinks.closeOtherSessions} csrf={frame.csrf} kind="secondary">Fermer toutes les autres</PostButton>}
      </section>
      <section aria-labelledby="donnees">
        <h2 id="donnees">Mes données et mes accès</h2>
        <Buttons>
          <ButtonLink href={accountLinks.myData} kind="secondary">Voir mes données personnelles</ButtonLink>
          {shown.proconnect && <ButtonLink href={accountLinks.proconnect} kind="secondary">Mes identités ProConnect</ButtonLink>}
          {shown.tokens && <ButtonLink href={accountLinks.tokens} kind="secondary">Jetons d’accès à l’API</ButtonLink>}
          {shown.webhooks && <ButtonLink href={accountLinks.webhooks} kind="secondary">Notifications automatiques</ButtonLink>}
        </Buttons>
      </section>
    </Shell>
  );
}

function MembershipLine({ membership: { id, role, organisationName, departementCode }, current, csrf }: { membership: Membership; current: boolean; csrf: string | null }): VNode {
  return (
    <li class="pf-list__item pf-list__item--pair">
      <div>
        <p class="pf-list__title">{organisationName}</p>
        <p class="pf-list__detail">{roleTitle(role)}, département {departementCode}</p>
      </div>
      {current
        ? <div class="pf-list__state"><Badge tone="success">En usage</Badge></div>
        : <div class="pf-list__action"><PostButton action={identityLinks.chooseRole} csrf={csrf} kind="secondary" small fields={{ membershipId: id }} label={`l’habilitation ${roleTitle(role)}, ${organisationName}`}>Utiliser</PostButton></div>}
    </li>
  );
}

function SessionLine({ session, current, csrf, timeZone }: { session: ListedSession; current: boolean; csrf: string | null; timeZone: string }): VNode {
  const { id, createdAt, lastSeenAt, openedBy, userAgent, role } = session;
  const at = (date: Date) => formatInstant(date.toISOString(), timeZone, 'sentence');
  const browser = browserWords(userAgent);
  return (
    <li class="pf-list__item pf-list__item--pair">
      <div>
        <p class="pf-list__title">{browser}</p>
        <p class="pf-list__detail">Ouverte {at(createdAt)} {doors[openedBy]}, avec le rôle « {roleNames[role]} ». Dernière activité {at(lastSeenAt ?? createdAt)}.</p>
      </div>
      {current
        ? <div class="pf-list__state"><Badge tone="success">Cette session</Badge></div>
        : <div class="pf-list__action"><PostButton action={accountLinks.closeSession(id)} csrf={csrf} kind="secondary" small label={`${browser}, ouverte ${at(createdAt)}`}>Fermer cette session</PostButton></div>}
    </li>
  );
}
