import type { VNode } from 'preact';
import { Badge, Button, Buttons, ButtonLink, Callout, dayOfInstant, ErrorSummary, errorOf, formatDay, formatInstant, Input, PostButton, PostForm, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import type { ApiTokenRow } from './api-token.store.js';
import { labelLengthMax } from './api-tokens.js';
import { tokenLinks } from './tokens.links.js';

const crumb = { label: 'Jetons', href: tokenLinks.list };

export type TokenForm = { label: string; expiresOn: string; errors: readonly FieldError[] };
export type TokensPageProps = { frame: Frame; tokens: readonly ApiTokenRow[]; own: string | null; now: Date; timeZone: string; limits: { first: string; last: string }; form: TokenForm };

/** The tokens of an organisation's programs, and the form of a new one. */
export function TokensPage({ frame, tokens, own, now, timeZone, limits, form }: TokensPageProps): VNode {
  return (
    <Shell frame={frame} title={form.errors.length > 0 ? 'Erreur – Jetons' : 'Jetons'}>
      <ErrorSummary errors={form.errors} />
      <h1>Jetons</h1>
      <p class="pf-sentence pf-narrow">Un jeton laisse un de vos logiciels lire et tenir l’annuaire à votre place, par l’API. Il peut ce que votre organisation peut, et rien de plus.</p>
      {tokens.length === 0 && <p>Aucun jeton n’est en cours.</p>}
      {tokens.length > 0 && <ul class="pf-list">{tokens.map((token) => <TokenItem frame={frame} token={token} own={own} now={now} timeZone={timeZone} />)}</ul>}
      <section aria-labelledby="nouveau" class="pf-narrow">
        <h2 id="nouveau" class="fr-h4">Créer un jeton</h2>
        <PostForm action={tokenLinks.list} csrf={frame.csrf}>
          <Input name="label" label="À quoi il sert" hint="Par exemple : synchronisation du site de la mairie" value={form.label} maxLength={labelLengthMax} error={errorOf(form.errors, 'label')} />
          <Input name="expiresOn" label="Dernier jour de validité" hint="Dans un an au plus" type="date" value={form.expiresOn} min={limits.first} max={limits.last} width="short" error={errorOf(form.errors, 'expiresOn')} />
          <Buttons><Button>Créer le jeton</Button></Buttons>
        </PostForm>
        <p>Ce que l’API propose est décrit dans sa <a href="/api/v1/openapi.json">référence OpenAPI</a>. Pour que vos logiciels soient prévenus d’un événement plutôt que d’avoir à le chercher, créez un <a href="/webhooks">webhook</a>.</p>
      </section>
    </Shell>
  );
}

function TokenItem({ frame, token: { id, label, shownPrefix, organisationId, createdAt, expiresAt, lastUsedAt }, own, now, timeZone }: { frame: Frame; token: ApiTokenRow; own: string | null; now: Date; timeZone: string }): VNode {
  const at = (date: Date): string => formatInstant(date.toISOString(), timeZone);
  const expired = expiresAt <= now;
  // The end is the midnight that closes the last day: people choose, and read, that day.
  const lastDay = formatDay(dayOfInstant(new Date(expiresAt.getTime() - 1).toISOString(), timeZone), 'bare');
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title">{label}</p>
        <p class="pf-list__detail"><span class="pf-hash">{shownPrefix}…</span>{organisationId !== own && ', d’une autre organisation du département'}</p>
        <p class="pf-list__detail">Créé le {at(createdAt)}. {lastUsedAt ? `Dernier usage le ${at(lastUsedAt)}.` : 'Jamais utilisé.'}</p>
      </div>
      <div class="pf-list__state">
        {expired ? <Badge tone="neutral" icon={false}>Périmé</Badge> : <Badge tone="success">Valable</Badge>}
        <p class="pf-list__detail">{expired ? 'Dernier jour :' : 'Jusqu’au'} {lastDay}{!expired && ' compris'}</p>
      </div>
      <div><PostButton action={tokenLinks.revoke(id)} csrf={frame.csrf} kind="tertiary" small label={`le jeton ${label}`}>Révoquer</PostButton></div>
    </li>
  );
}

/** Said once: the page that follows the creation. */
export function TokenPage({ frame, label, token }: { frame: Frame; label: string; token: string }): VNode {
  const title = 'Le jeton est créé';
  return (
    <Shell frame={frame} title={title} breadcrumb={[crumb, { label: title }]}>
      <h1>{title}</h1>
      <p class="pf-sentence pf-narrow">Copiez ce jeton maintenant : il ne sera plus affiché. Qui le détient agit au nom de votre organisation.</p>
      <Callout title={label}><span class="pf-hash" id="token">{token}</span></Callout>
      <Buttons><ButtonLink href={tokenLinks.list}>J’ai copié le jeton</ButtonLink></Buttons>
    </Shell>
  );
}
