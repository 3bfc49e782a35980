import type { VNode } from 'preact';
import { isPastDeadline } from '#libs/domain';
import { Button, ButtonLink, Buttons, Callout, errorOf, ErrorSummary, Input, PostForm, Shell, Textarea } from '#libs/ui';
import { MomentFields } from './breach-form.views.js';
import type { BreachProps } from './breach-forms.views.js';
import { first, momentFields } from './breach-input.js';
import { noticeSections } from './breach-notice.js';
import { stateSentence } from './breach-words.js';
import { breachLinks, cnilTeleservice } from './breach.links.js';

const reasonMax = 2_000;

/** What the CNIL's teleservice asks, ready to be copied or printed; then, once it has answered, what it answered. */
export function NoticePage({ frame, file: { row, texts, now }, mayManage, refused = null, errors = [] }: BreachProps): VNode {
  const typed = refused?.typed ?? momentFields(now, 'notifiee', row.timeZone);
  const awaited = row.facts.notices.length === 0;
  return (
    <Shell frame={frame} title={`Notification à la CNIL, ${row.number}`} breadcrumb={[{ label: 'Violations de données', href: breachLinks.register }, { label: row.number, href: breachLinks.page(row.id) }, { label: 'Notification' }]}>
      <ErrorSummary errors={errors} />
      <p class="pf-overline">Violation {row.number}</p>
      <h1>Notification à la CNIL</h1>
      <p class="pf-sentence pf-narrow">{stateSentence(row, now)}</p>
      <Buttons>
        <ButtonLink kind="secondary" href={cnilTeleservice} newWindow>Ouvrir le téléservice de la CNIL</ButtonLink>
        <ButtonLink kind="tertiary" href={breachLinks.noticeText(row.id)} download>Télécharger ce texte</ButtonLink>
      </Buttons>
      <Callout><>Le téléservice de la CNIL se remplit à la main : recopiez ce qui suit, ou imprimez la page. Ce qui manque ne retarde pas la notification : dites-le ensuite (RGPD, article 33, § 4).</></Callout>
      {noticeSections(row, texts, now).map(({ title, lines }) => (
        <section aria-label={title}>
          <h2 class="fr-h4">{title}</h2>
          <dl class="pf-pairs">{lines.map(({ label, text }) => <div><dt>{label}</dt><dd>{text.split('\n').map((line) => <p class="fr-mb-0">{line}</p>)}</dd></div>)}</dl>
        </section>
      ))}
      {mayManage && awaited && (
        <section aria-labelledby="accuse-titre" class="pf-narrow">
          <h2 id="accuse-titre" class="fr-h4">Enregistrer l’accusé de réception</h2>
          <PostForm action={breachLinks.act(row.id, 'notification')} csrf={frame.csrf}>
            <MomentFields prefix="notifiee" day="Jour de la notification" hour="Heure" typed={typed} errors={errors} />
            <Input name="reference" label="Référence donnée par la CNIL" hint="Elle figure sur l’accusé de réception" autocomplete="off" spellcheck={false} value={first(typed, 'reference')} error={errorOf(errors, 'reference')} />
            <Textarea
              name="retard" label="Motifs du retard" rows={3} maxLength={reasonMax} required={isPastDeadline(row.facts, now)} value={first(typed, 'retard')} error={errorOf(errors, 'retard')}
              hint={isPastDeadline(row.facts, now) ? 'Les 72 heures sont passées : ils accompagnent la notification' : 'Seulement si la notification a eu lieu après les 72 heures'}
            />
            <Buttons><Button>Enregistrer la notification</Button></Buttons>
          </PostForm>
        </section>
      )}
    </Shell>
  );
}
