import type { VNode } from 'preact';
import {
  Alert, Badge, Button, Buttons, Callout, CheckboxGroup, CsrfField, ErrorSummary, errorOf, Facts, formatCount, formatInstant, Input, PostButton, PostForm, Shell,
} from '#libs/ui';
import type { BadgeTone, FieldError, Frame } from '#libs/ui';
import { eventNames, eventWords } from './public-events.js';
import { webhookLinks } from './webhook.links.js';
import type { DeliveryFault } from './webhook.post.js';
import { formerSecretHours } from './webhook.signature.js';
import type { DeliveryRow, DeliveryState, DisabledReason, WebhookRow } from './webhook.store.js';

const crumb = { label: 'Webhooks', href: webhookLinks.list };

export type WebhookForm = { url: string; events: readonly string[]; errors: readonly FieldError[] };
export type ListedWebhook = WebhookRow & { owner: string };

const disabledWords: Record<DisabledReason, string> = {
  asked: 'à la demande d’une personne habilitée',
  gone: 'le serveur a répondu qu’il ne voulait plus rien recevoir',
  failed: 'aucun envoi d’un même événement n’a été accepté pendant trois jours',
};

const faultWords: Record<DeliveryFault, string> = {
  status: 'le serveur a refusé l’envoi',
  redirected: 'le serveur renvoie vers une autre adresse, ce qui n’est pas suivi : indiquez l’adresse définitive',
  timeout: 'le serveur n’a pas répondu en dix secondes',
  address_private: 'l’adresse mène à un réseau privé, où rien n’est envoyé',
  url_refused: 'l’adresse n’est plus acceptée',
  name_unknown: 'le nom du serveur est introuvable',
  certificate: 'le certificat du serveur n’est pas valable',
  unreachable: 'le serveur est injoignable',
};

const stateWords: Record<DeliveryState, { label: string; tone: BadgeTone }> = {
  waiting: { label: 'En cours', tone: 'info' },
  delivered: { label: 'Livrée', tone: 'success' },
  failed: { label: 'Abandonnée', tone: 'error' },
};

/** The webhooks one may see, and the form of a new one. */
export function WebhooksPage({ frame, webhooks, form }: { frame: Frame; webhooks: readonly ListedWebhook[]; form: WebhookForm }): VNode {
  const active = webhooks.filter(({ disabledAt }) => disabledAt === null).length;
  return (
    <Shell frame={frame} title={form.errors.length > 0 ? 'Erreur – Webhooks' : 'Webhooks'}>
      <ErrorSummary errors={form.errors} />
      <h1>Webhooks</h1>
      <p class="pf-sentence pf-narrow">
        Un webhook prévient un de vos logiciels dès qu’un événement survient ici. {active === 0 ? 'Aucun n’est actif.' : `${formatCount(active, 'webhook')} ${active === 1 ? 'est actif' : 'sont actifs'}.`}
      </p>
      {webhooks.length > 0 && <ul class="pf-list">{webhooks.map((webhook) => <WebhookItem webhook={webhook} />)}</ul>}
      <NewWebhook frame={frame} form={form} />
    </Shell>
  );
}

function WebhookItem({ webhook: { id, url, events, owner, disabledAt } }: { webhook: ListedWebhook }): VNode {
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title"><a href={webhookLinks.page(id)}>{hostOf(url)}</a></p>
        <p class="pf-list__detail">{owner}</p>
      </div>
      <p class="pf-list__detail">{formatCount(events.length, 'événement suivi', 'événements suivis')}</p>
      <div class="pf-list__state"><WebhookState disabledAt={disabledAt} /></div>
    </li>
  );
}

function WebhookState({ disabledAt }: { disabledAt: Date | null }): VNode {
  return disabledAt ? <Badge tone="neutral" icon={false}>Désactivé</Badge> : <Badge tone="success">Actif</Badge>;
}

function NewWebhook({ frame, form: { url, events, errors } }: { frame: Frame; form: WebhookForm }): VNode {
  return (
    <section aria-labelledby="nouveau" class="pf-narrow">
      <h2 id="nouveau" class="fr-h4">Créer un webhook</h2>
      <p>Chaque envoi ne contient que des identifiants, jamais de données personnelles : votre logiciel demande le reste à l’API, avec un <a href="/jetons">jeton</a>. Il est signé selon « Standard Webhooks ».</p>
      <PostForm action={webhookLinks.list} csrf={frame.csrf}>
        <Input name="url" label="Adresse à prévenir" hint="Par exemple https://partenaire.fr/paraphe" type="url" inputMode="text" value={url} error={errorOf(errors, 'url')} />
        <CheckboxGroup
          name="events" legend="Événements suivis" values={events} error={errorOf(errors, 'events')}
          choices={eventNames.map((name) => ({ value: name, label: eventWords[name], hint: name }))}
        />
        <Buttons><Button>Créer le webhook</Button></Buttons>
      </PostForm>
    </section>
  );
}

/** Said once: the page that follows the creation, or a change of secret. */
export function SecretPage({ frame, id, secret, changed }: { frame: Frame; id: string; secret: string; changed: boolean }): VNode {
  const title = changed ? 'Le nouveau secret du webhook' : 'Le webhook est créé';
  return (
    <Shell frame={frame} title={title} breadcrumb={[crumb, { label: title }]}>
      <h1>{title}</h1>
      <p class="pf-sentence pf-narrow">Copiez ce secret maintenant : il ne sera plus affiché. Votre logiciel s’en sert pour vérifier que chaque envoi vient bien d’ici.</p>
      <Callout title="Secret de signature"><span class="pf-hash" id="secret">{secret}</span></Callout>
      {changed && <p class="pf-narrow">L’ancien secret signe encore pendant {formerSecretHours} heures, à côté du nouveau : rien n’est perdu le temps de le remplacer.</p>}
      <Buttons><a class="fr-btn" href={webhookLinks.page(id)}>J’ai copié le secret</a></Buttons>
    </Shell>
  );
}

export type WebhookPageProps = { frame: Frame; webhook: ListedWebhook; deliveries: readonly DeliveryRow[]; timeZone: string; form: { from: string; to: string; errors: readonly FieldError[] } };

/** One webhook: what it follows, its last deliveries, what can be done. */
export function WebhookPage({ frame, webhook, deliveries, timeZone, form }: WebhookPageProps): VNode {
  const { id, url, events, owner, createdAt, disabledAt, disabledReason } = webhook;
  const at = (date: Date): string => formatInstant(date.toISOString(), timeZone);
  const name = hostOf(url);
  return (
    <Shell frame={frame} title={form.errors.length > 0 ? `Erreur – ${name}` : `Webhook ${name}`} breadcrumb={[crumb, { label: name }]}>
      <ErrorSummary errors={form.errors} />
      <h1>{name}</h1>
      {disabledAt && (
        <Alert severity="warning" title="Ce webhook est désactivé">
          <p>Depuis le {at(disabledAt)} : {disabledWords[disabledReason ?? 'asked']}. Rien ne lui est envoyé. Une fois réactivé, vous pourrez rejouer ce qu’il a manqué.</p>
        </Alert>
      )}
      <Facts
        items={[
          { term: 'État', value: <WebhookState disabledAt={disabledAt} /> },
          { term: 'Adresse', value: url },
          { term: 'Organisation', value: owner },
          { term: 'Créé le', value: at(createdAt) },
        ]}
      />
      <h2 class="fr-h6 fr-mb-1w">Événements suivis</h2>
      <ul class="fr-mb-4w">{events.map((event) => <li>{eventWords[event]}</li>)}</ul>
      <Buttons>
        {disabledAt
          ? <PostButton action={webhookLinks.act(id, 'reactiver')} csrf={frame.csrf}>Réactiver</PostButton>
          : <PostButton action={webhookLinks.act(id, 'desactiver')} csrf={frame.csrf} kind="secondary">Désactiver</PostButton>}
        <PostButton action={webhookLinks.act(id, 'secret')} csrf={frame.csrf} kind="secondary">Changer de secret</PostButton>
      </Buttons>
      <Deliveries frame={frame} webhook={webhook} deliveries={deliveries} at={at} />
      {!disabledAt && deliveries.length > 0 && <ReplayPeriod frame={frame} id={id} form={form} />}
    </Shell>
  );
}

function Deliveries({ frame, webhook: { id, disabledAt }, deliveries, at }: { frame: Frame; webhook: WebhookRow; deliveries: readonly DeliveryRow[]; at: (date: Date) => string }): VNode {
  return (
    <section aria-labelledby="livraisons" class="fr-mt-6w">
      <h2 id="livraisons" class="fr-h4">Dernières livraisons</h2>
      {deliveries.length === 0 && <p>Aucun événement n’est encore survenu.</p>}
      {deliveries.length > 0 && (
        <ul class="pf-list">
          {deliveries.map((delivery) => (
            <li class="pf-list__item pf-list__item--row">
              <div>
                <p class="pf-list__title">{eventWords[delivery.name]}</p>
                <p class="pf-list__detail">{at(delivery.createdAt)}</p>
                <p class="pf-list__detail">{outcomeOf(delivery, at)}</p>
              </div>
              <div class="pf-list__state"><Badge tone={stateWords[delivery.state].tone}>{stateWords[delivery.state].label}</Badge></div>
              <div>
                {!disabledAt && <PostButton action={webhookLinks.replay(id, delivery.id)} csrf={frame.csrf} kind="tertiary" small label={`la livraison du ${at(delivery.createdAt)}`}>Rejouer</PostButton>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A GET would do for looking; this sends, so it posts. */
function ReplayPeriod({ frame, id, form: { from, to, errors } }: { frame: Frame; id: string; form: WebhookPageProps['form'] }): VNode {
  return (
    <section aria-labelledby="periode" class="pf-narrow">
      <h2 id="periode" class="fr-h4">Rejouer une période</h2>
      <p>Chaque événement repart sous le même identifiant : un logiciel qui l’a déjà reçu le reconnaît.</p>
      <form method="post" action={webhookLinks.act(id, 'rejouer')} novalidate data-submit-once>
        <CsrfField token={frame.csrf} />
        <Input name="from" label="Du" type="date" value={from} error={errorOf(errors, 'from')} width="short" />
        <Input name="to" label="Au" hint="Ce jour est compris" type="date" value={to} error={errorOf(errors, 'to')} width="short" />
        <Buttons><Button kind="secondary">Rejouer la période</Button></Buttons>
      </form>
    </section>
  );
}

function outcomeOf({ state, attempts, lastStatus, lastError, nextAt, deliveredAt }: DeliveryRow, at: (date: Date) => string): string {
  if (state === 'delivered' && deliveredAt) return `Acceptée le ${at(deliveredAt)}${attempts > 1 ? `, au ${attempts}e essai` : ''}.`;
  const failure = lastError === null ? '' : `${formatCount(attempts, 'essai')} : ${faultWords[lastError]}${lastStatus === null ? '' : ` (statut ${lastStatus})`}. `;
  if (state === 'waiting') return `${failure}${nextAt ? `Prochain essai le ${at(nextAt)}.` : ''}`;
  return failure || 'Le webhook était désactivé.';
}

function hostOf(url: string): string {
  const { host, pathname } = new URL(url);
  return pathname === '/' ? host : `${host}${pathname}`;
}
