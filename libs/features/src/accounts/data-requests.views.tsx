import type { VNode } from 'preact';
import { answerLengthMax, dataRequestArticles } from '#libs/domain';
import { Alert, Badge, Button, ButtonLink, Buttons, errorOf, ErrorSummary, Facts, formatDay, formatDaysLeft, Input, PostForm, RadioGroup, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { accountLinks } from './accounts.links.js';
import type { DataRequestRow } from './data-request.store.js';
import { requestKinds, requestStates } from './data-request-words.js';
import { dataLinkHours } from './data-requests.js';

const open = ({ state }: DataRequestRow): boolean => state === 'waiting' || state === 'pressing';
const requesterOf = ({ accountName, accountEmail, email }: DataRequestRow): string => (accountName ? `${accountName} (${accountEmail})` : (email ?? 'une personne dont le compte est clos'));

const spaceCrumb = { label: 'Mon espace', href: accountLinks.space };

/** What people ask the préfecture about their data. */
export function DataRequestsPage({ frame, requests, today }: { frame: Frame; requests: readonly DataRequestRow[]; today: string }): VNode {
  const waiting = requests.filter(open).length;
  return (
    <Shell frame={frame} title="Demandes sur les données personnelles" breadcrumb={[spaceCrumb, { label: 'Demandes' }]}>
      <h1>Demandes sur les données personnelles</h1>
      <p class="pf-sentence">{waiting === 0 ? 'Aucune demande n’attend de réponse.' : waiting === 1 ? 'Une demande attend votre réponse.' : `${waiting} demandes attendent votre réponse.`}</p>
      {requests.length > 0 && (
        <ul class="pf-list">
          {requests.map((request) => {
            const { label, tone } = requestStates[request.state];
            const { kind, askedOn, dueOn, answeredOn } = request.facts;
            return (
              <li class="pf-list__item pf-list__item--row">
                <div><p class="pf-list__title"><a href={accountLinks.request(request.id)}>{requestKinds[kind].label}</a></p><p class="pf-list__detail">{requesterOf(request)}</p></div>
                <div><p>Reçue {formatDay(askedOn)}</p><p class="pf-list__detail">{answeredOn ? `Réponse ${formatDay(answeredOn)}` : `Réponse au plus tard ${formatDay(dueOn)}, ${formatDaysLeft(today, dueOn)}`}</p></div>
                <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
              </li>
            );
          })}
        </ul>
      )}
    </Shell>
  );
}

export type AnswerForm = { decision: string; reason: string };

/** One request: what is asked, until when, and the answer. */
export function DataRequestPage({ frame, request, today, form, errors }: { frame: Frame; request: DataRequestRow; today: string; form: AnswerForm; errors: readonly FieldError[] }): VNode {
  const { kind, askedOn, dueOn, answeredOn, reason } = request.facts;
  const { label, tone } = requestStates[request.state];
  return (
    <Shell frame={frame} title={requestKinds[kind].label} breadcrumb={[spaceCrumb, { label: 'Demandes', href: accountLinks.requests }, { label: requestKinds[kind].label }]}>
      <ErrorSummary errors={errors} />
      <h1>{requestKinds[kind].label}</h1>
      <Badge tone={tone}>{label}</Badge>
      <p class="pf-sentence">{answeredOn ? `La réponse est partie ${formatDay(answeredOn)}.` : `Répondez au plus tard ${formatDay(dueOn)}, ${formatDaysLeft(today, dueOn)} (RGPD, article 12, paragraphe 3).`}</p>
      <Facts items={[{ term: 'Demandée par', value: requesterOf(request) }, { term: 'Reçue', value: formatDay(askedOn) }, { term: 'Article', value: `RGPD, article ${dataRequestArticles[kind]}` }]} />
      <h2>Ce qui est demandé</h2>
      <blockquote class="pf-passage fr-mb-4w"><p>{request.said}</p></blockquote>
      {reason && <section><h2>Votre réponse</h2><p>{reason}</p></section>}
      {open(request) && <Answer frame={frame} request={request} form={form} errors={errors} />}
    </Shell>
  );
}

function Answer({ frame, request, form, errors }: { frame: Frame; request: DataRequestRow; form: AnswerForm; errors: readonly FieldError[] }): VNode {
  return (
    <section aria-labelledby="reponse" class="pf-narrow">
      <h2 id="reponse">Répondre</h2>
      <p>Faites d’abord ce qui est demandé, si vous l’acceptez : corriger une fiche, mettre fin à une habilitation. La preuve d’une convention signée ne s’efface pas.</p>
      <PostForm action={accountLinks.request(request.id)} csrf={frame.csrf}>
        <RadioGroup
          name="decision" legend="Votre décision" value={form.decision} error={errorOf(errors, 'decision')}
          choices={[{ value: 'accept', label: 'Accepter', hint: 'C’est fait, ou le sera.' }, { value: 'refuse', label: 'Refuser', hint: 'La personne peut alors saisir la CNIL.' }]}
        />
        <Textarea name="reason" label="Motif, envoyé à la personne" hint={`Citez l’article : par exemple « article ${dataRequestArticles[request.facts.kind]} ».`} value={form.reason} maxLength={answerLengthMax} rows={6} error={errorOf(errors, 'reason')} />
        <Buttons><Button>Envoyer la réponse</Button><ButtonLink href={accountLinks.requests} kind="secondary">Revenir</ButtonLink></Buttons>
      </PostForm>
    </section>
  );
}

/** Somebody without account asks what is kept on their address. */
export function AskForLinkPage({ frame, email, errors }: { frame: Frame; email: string; errors: readonly FieldError[] }): VNode {
  return (
    <Shell frame={frame} title="Voir ce qui est gardé sur moi" breadcrumb={[{ label: 'Données personnelles', href: '/donnees-personnelles' }, { label: 'Voir ce qui est gardé sur moi' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Voir ce qui est gardé sur moi</h1>
        <p class="pf-sentence">Indiquez votre adresse électronique : nous vous y envoyons un lien vers tout ce que le service garde à cette adresse, et de quoi demander une correction.</p>
        <p>Vous avez un compte ? <a href={accountLinks.myData}>Vos données sont sur votre compte</a>.</p>
        <PostForm action={accountLinks.askForLink} csrf={frame.csrf}>
          <Input name="email" type="email" label="Votre adresse électronique" hint="Format attendu : nom@domaine.fr" autocomplete="email" spellcheck={false} value={email} error={errorOf(errors, 'email')} />
          <Buttons><Button>Recevoir un lien</Button></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

/** The same answer whether something is kept or not: nobody learns here who works with whom. */
export function LinkAskedPage({ frame, email }: { frame: Frame; email: string }): VNode {
  return (
    <Shell frame={frame} title="Consultez votre messagerie">
      <div class="pf-narrow">
        <h1>Consultez votre messagerie</h1>
        <p class="pf-sentence">Si le service garde quelque chose à l’adresse <strong>{email}</strong>, un lien vient d’y être envoyé. Il est valable {dataLinkHours} heures.</p>
        <p>Si rien ne vient d’ici quelques minutes, c’est que rien n’y est gardé, ou que trois liens y sont déjà partis aujourd’hui.</p>
        <Buttons><ButtonLink href={accountLinks.askForLink} kind="secondary">Essayer une autre adresse</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

/** A link to one's data that opens nothing any more. */
export function DataLinkDeadPage({ frame }: { frame: Frame }): VNode {
  return (
    <Shell frame={frame} title="Lien périmé">
      <div class="pf-narrow">
        <h1>Ce lien n’ouvre plus</h1>
        <Alert severity="warning" small><p>Il a dépassé ses {dataLinkHours} heures, ou votre messagerie l’a coupé. Rien n’a été perdu.</p></Alert>
        <Buttons><ButtonLink href={accountLinks.askForLink}>Recevoir un nouveau lien</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
