import type { VNode } from 'preact';
import { roles } from '#libs/domain';
import { roleNames } from '#libs/features/identity';
import { Alert, Badge, Button, ButtonLink, Buttons, dayOfInstant, Facts, formatCount, formatDay, formatInstant, Input, Pagination, PostButton, Select, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { accountLinks } from './accounts.links.js';
import { giverName, membershipState, roleTitle } from './membership-words.js';
import type { MembershipFilter, MembershipRow } from './memberships.store.js';

type Page = { frame: Frame; timeZone: string };

const list = { label: 'Habilitations', href: accountLinks.memberships };

/** Who may come in, and as what. */
export function MembershipsPage(props: Page & { rows: readonly MembershipRow[]; total: number; page: number; pages: number; filter: MembershipFilter; mayManage: boolean; agentsOnly: boolean }): VNode {
  const { frame, rows, total, page, pages, filter, mayManage, agentsOnly } = props;
  const filtered = filter.role !== null || filter.words !== '';
  return (
    <Shell frame={frame} title="Habilitations">
      <h1>Habilitations</h1>
      <p class="pf-sentence">{sentence(total, filter, filtered)}{agentsOnly ? ' Ce sont celles des agents de vos structures.' : ''}</p>
      {mayManage && <Buttons><ButtonLink href={accountLinks.invite} icon="add-line">Inviter une personne</ButtonLink></Buttons>}
      <FilterForm filter={filter} agentsOnly={agentsOnly} />
      {rows.length === 0
        ? <p>{filtered ? 'Aucune habilitation ne correspond à cette recherche.' : 'Aucune habilitation pour le moment.'}</p>
        : <ul class="pf-list" aria-label="Habilitations">{rows.map((row) => <Line row={row} {...props} />)}</ul>}
      <Pagination page={page} pages={pages} href={(number) => `${accountLinks.memberships}?${queryOf(filter)}&page=${number}`} />
    </Shell>
  );
}

function sentence(total: number, { state }: MembershipFilter, filtered: boolean): string {
  const kind = state === 'ended' ? 'close' : 'en vigueur';
  if (total === 0) return filtered ? 'Aucune habilitation trouvée.' : `Aucune habilitation ${kind}.`;
  return `${formatCount(total, 'habilitation')} ${state === 'ended' && total > 1 ? 'closes' : kind}${filtered ? ' pour cette recherche' : ''}.`;
}

function queryOf({ role, state, words }: MembershipFilter): string {
  return new URLSearchParams({ role: role ?? '', etat: state === 'ended' ? 'closes' : '', recherche: words }).toString();
}

function FilterForm({ filter, agentsOnly }: { filter: MembershipFilter; agentsOnly: boolean }): VNode {
  return (
    <form method="get" action={accountLinks.memberships} class="fr-mb-4w" role="search" aria-label="Chercher une habilitation">
      <div class="fr-grid-row fr-grid-row--gutters">
        <div class="fr-col-12 fr-col-md-6"><Input name="recherche" label="Nom ou adresse" value={filter.words} required={false} unmarked autocomplete="off" /></div>
        {!agentsOnly && <div class="fr-col-12 fr-col-md-3"><Select name="role" label="Rôle" value={filter.role ?? ''} required={false} unmarked options={[{ value: '', label: 'Tous les rôles' }, ...roles.map((role) => ({ value: role, label: roleTitle(role) }))]} /></div>}
        <div class="fr-col-12 fr-col-md-3"><Select name="etat" label="État" value={filter.state === 'ended' ? 'closes' : ''} required={false} unmarked options={[{ value: '', label: 'En vigueur' }, { value: 'closes', label: 'Closes' }]} /></div>
      </div>
      <Buttons><Button kind="secondary" icon="search-line">Chercher</Button></Buttons>
    </form>
  );
}

function Line({ row, timeZone }: { row: MembershipRow; timeZone: string }): VNode {
  const { label, tone } = membershipState(row);
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title"><a href={accountLinks.membership(row.id)}>{row.fullName}</a></p>
        <p class="pf-list__detail">{row.email}</p>
      </div>
      <div>
        <p>{roleTitle(row.role)}, {organisationOf(row)}</p>
        <p class="pf-list__detail">Donnée par {giverName(row)} {onDay(row.createdAt, timeZone)}. {lastUse(row.lastUsedAt, timeZone)}</p>
      </div>
      <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
    </li>
  );
}

const organisationOf = ({ organisationName }: MembershipRow): string => organisationName ?? 'organisme retiré de l’annuaire';
const on = (at: Date, timeZone: string): string => formatInstant(at.toISOString(), timeZone, 'sentence');
/** In the list a day is enough. */
const onDay = (at: Date, timeZone: string): string => formatDay(dayOfInstant(at.toISOString(), timeZone));
const lastUse = (at: Date | null, timeZone: string): string => (at ? `Dernière utilisation ${onDay(at, timeZone)}.` : 'Pas encore utilisée.');

/** One habilitation: whose, since when, and what may be done about it. */
export function MembershipPage(props: Page & { membership: MembershipRow; others: readonly MembershipRow[]; mayManage: boolean; mayDeactivate: boolean }): VNode {
  const { frame, membership, others, mayManage, mayDeactivate, timeZone } = props;
  const { id, fullName, email, role, lastUsedAt, endedAt, disabledAt } = membership;
  const { label, tone } = membershipState(membership);
  const open = !endedAt && !disabledAt;
  return (
    <Shell frame={frame} title={`Habilitation de ${fullName}`} breadcrumb={[list, { label: fullName }]}>
      <h1>{fullName}</h1>
      <Badge tone={tone}>{label}</Badge>
      <p class="pf-sentence">{stateSentence(membership, timeZone)}</p>
      <Facts
        items={[
          { term: 'Adresse électronique', value: <a href={`mailto:${email}`}>{email}</a> },
          { term: 'Rôle', value: roleTitle(role) },
          { term: 'Organisme', value: organisationOf(membership) },
          { term: 'Donnée par', value: `${giverName(membership)}, ${on(membership.createdAt, timeZone)}` },
          { term: 'Dernière utilisation', value: lastUsedAt ? on(lastUsedAt, timeZone) : 'Aucune' },
        ]}
      />
      {mayManage && open && (
        <Buttons>
          {!lastUsedAt && <PostButton action={accountLinks.resend(id)} csrf={frame.csrf}>Renvoyer l’invitation</PostButton>}
          <ButtonLink href={accountLinks.end(id)} kind="secondary">Mettre fin à cette habilitation</ButtonLink>
          {mayDeactivate && <ButtonLink href={accountLinks.deactivate(id)} kind="tertiary">Désactiver la personne</ButtonLink>}
        </Buttons>
      )}
      {others.length > 0 && (
        <section class="fr-mt-4w">
          <h2>Ses autres habilitations</h2>
          <ul class="pf-list">{others.map((other) => <Line row={other} timeZone={timeZone} />)}</ul>
        </section>
      )}
    </Shell>
  );
}

function stateSentence({ role, endedAt, disabledAt, lastUsedAt, ...row }: MembershipRow, timeZone: string): string {
  if (disabledAt) return `L’accès de cette personne est fermé depuis ${on(disabledAt, timeZone)}. Une nouvelle invitation le rouvre.`;
  if (endedAt) return `Cette habilitation a pris fin ${on(endedAt, timeZone)}.`;
  if (!lastUsedAt) return 'L’invitation est partie ; la personne n’est pas encore entrée.';
  if (!row.organisationName) return 'Son organisme n’est plus dans l’annuaire : cette habilitation n’ouvre plus rien.';
  return `Cette personne agit pour ${row.organisationName}, avec le rôle « ${roleNames[role]} ».`;
}

/** One human step before an habilitation ends: what it closes, and what it leaves. */
export function EndMembershipPage({ frame, membership, tokens, refusal }: { frame: Frame; membership: MembershipRow; tokens: number; refusal?: string }): VNode {
  const { id, fullName, role } = membership;
  return (
    <Shell frame={frame} title="Mettre fin à une habilitation" breadcrumb={[list, { label: fullName, href: accountLinks.membership(id) }, { label: 'Mettre fin' }]}>
      <div class="pf-narrow">
        <h1>Mettre fin à une habilitation</h1>
        {refusal && <Alert severity="error" small live><p>{refusal}</p></Alert>}
        <p class="pf-sentence">{fullName} n’agira plus pour {organisationOf(membership)}, avec le rôle « {roleNames[role]} ».</p>
        {tokens > 0 && <p>{tokens === 1 ? '1 jeton créé' : `${tokens} jetons créés`} à ce titre : les logiciels qui s’en servent n’entreront plus. Créez-en d’autres avant, s’ils doivent continuer.</p>}
        <p>Ses sessions ouvertes à ce titre se ferment aussitôt. Ce qui a été fait reste fait. Ses autres habilitations, s’il y en a, ne changent pas.</p>
        <Buttons>
          <PostButton action={accountLinks.end(id)} csrf={frame.csrf}>Mettre fin</PostButton>
          <ButtonLink href={accountLinks.membership(id)} kind="secondary">Revenir</ButtonLink>
        </Buttons>
      </div>
    </Shell>
  );
}

/** The same for everything a person has. When it is not for this préfecture to do, the page says why. */
export function DeactivatePage({ frame, membership, refusal }: { frame: Frame; membership: MembershipRow; refusal: string | null }): VNode {
  const { id, fullName } = membership;
  return (
    <Shell frame={frame} title="Désactiver une personne" breadcrumb={[list, { label: fullName, href: accountLinks.membership(id) }, { label: 'Désactiver' }]}>
      <div class="pf-narrow">
        <h1>Désactiver une personne</h1>
        {refusal
          ? <Alert severity="warning" small><p>{refusal}</p></Alert>
          : <p class="pf-sentence">{fullName} perdra toutes ses habilitations et ne pourra plus se connecter. Ses sessions ouvertes se ferment aussitôt, et les jetons créés par cette personne sont révoqués.</p>}
        <p>Ce qui a été fait reste fait. Inviter de nouveau cette personne rouvre son accès.</p>
        <Buttons>
          {!refusal && <PostButton action={accountLinks.deactivate(id)} csrf={frame.csrf}>Désactiver</PostButton>}
          {refusal && <ButtonLink href={accountLinks.end(id)}>Mettre fin à cette habilitation</ButtonLink>}
          <ButtonLink href={accountLinks.membership(id)} kind="secondary">Revenir</ButtonLink>
        </Buttons>
      </div>
    </Shell>
  );
}

