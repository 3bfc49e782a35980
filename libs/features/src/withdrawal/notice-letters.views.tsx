import type { VNode } from 'preact';
import type { Addressee, LegalDay } from '#libs/domain';
import { Accordion, Alert, Button, ButtonLink, Buttons, errorOf, ErrorSummary, Input, PostForm, RadioGroup, Shell, Stepper } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { agreementCrumbs, stepsFor } from './notice-file.views.js';
import { letterField, noticeModes, noticeOutcomes, trackingLengthMax } from './notice-input.js';
import type { TypedLetter } from './notice-input.js';
import { LastUsefulDay, Readings, Verdict, Why, WhyLate } from './notice-verdict.views.js';
import { modeHints, modeNames, noticeName, outcomeNames, toName } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import type { WithdrawalFacts } from '#libs/domain';
import type { NoticeFile } from './withdrawals.js';

/** `received`: what is typed is what arrived, not what leaves. */
type Shared = { frame: Frame; file: NoticeFile; nameOf: (id: string) => string; typed: readonly TypedLetter[]; received: boolean };

const kindWords: Record<Addressee['kind'], string> = { prefet: 'préfet', gestionnaire: 'gestionnaire', national_partner: 'partenaire national', local_partner: 'partenaire local' };

/** The letters, one place per addressee: those whose reception counts first. `mine`: an addressee enters only what it received. */
export function LettersPage({ frame, file, nameOf, typed, errors, received, mine }: Shared & { errors: readonly FieldError[]; mine: string | null }): VNode {
  const { row, agreement, today } = file;
  const { addressees } = row.facts;
  const ranked = addressees.map((addressee, rank) => ({ addressee, rank }));
  const deciding = ranked.filter(({ addressee: { id, decides } }) => (mine === null ? decides : id === mine));
  const informed = mine === null ? ranked.filter(({ addressee }) => !addressee.decides) : [];
  const steps = stepsFor(row, received);
  const title = received ? 'Ce qui a été reçu' : 'Les lettres';
  const place = ({ addressee, rank }: (typeof ranked)[number]): VNode => <LetterFields rank={rank} addressee={addressee} name={nameOf(addressee.id)} typed={typed[rank]!} errors={errors} received={received} rowId={row.id} today={today} alone={deciding.length === 1} />;
  return (
    <Shell frame={frame} title={title} breadcrumb={[...agreementCrumbs(agreement), { label: noticeName(row.facts.party.kind), href: noticeLinks.page(row.id) }, { label: title }]}>
      <div class="pf-narrow">
        <Stepper steps={steps} current={steps.length - 1} />
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        <LastUsefulDay rules={row.facts.rules} today={today} />
        <p class="fr-mt-3w">{introduction(received, deciding.length)}</p>
        <PostForm action={noticeLinks.letters(row.id)} csrf={frame.csrf}>
          {deciding.map(place)}
          {informed.length > 0 && (
            <Accordion id="pour-information" title={`Les autres parties (${informed.length})`} level={2} open={errors.some(({ field }) => informed.some(({ rank }) => field.startsWith(`lettre_${rank}_`)))}>
              <p>Le service les informe par courriel : leur réception ne fait pas courir le préavis. Indiquez ici les lettres que vous leur avez aussi envoyées.</p>
              {informed.map(place)}
            </Accordion>
          )}
          <Buttons><Button name="etape" value="verifier">Voir la réponse avant d’enregistrer</Button><ButtonLink href={noticeLinks.page(row.id)} kind="secondary">Plus tard</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

function introduction(received: boolean, count: number): string {
  if (received) return 'Recopiez ce que portent l’enveloppe et l’avis de réception. C’est le jour de la réception qui compte, non celui de la saisie.';
  return count === 1 ? 'Une seule lettre fait courir le préavis.' : `Le préavis est complet à la dernière des ${count} réceptions : laissez « pas encore envoyée » pour une lettre qui partira plus tard.`;
}

type FieldsProps = { rank: number; addressee: Addressee; name: string; typed: TypedLetter; errors: readonly FieldError[]; received: boolean; rowId: string; today: LegalDay; alone: boolean };

function LetterFields({ rank, addressee, name, typed, errors, received, rowId, today, alone }: FieldsProps): VNode {
  const at = (field: keyof TypedLetter): { name: string; value: string; error: string | undefined } => ({ name: letterField(rank, field), value: typed[field], error: errorOf(errors, letterField(rank, field)) });
  const days = { type: 'date' as const, width: 'short' as const, max: today };
  const none = alone && addressee.decides ? [] : [{ value: '', label: received ? 'Rien reçu' : addressee.decides ? 'Pas encore envoyée' : 'Aucune lettre' }];
  return (
    <section aria-labelledby={`lettre-${rank}`} class="fr-mt-3w">
      <h2 id={`lettre-${rank}`} class="fr-h5">{received ? 'Lettre adressée' : 'Lettre'} {toName(name)}</h2>
      <p class="pf-list__detail">{kindWords[addressee.kind]} ; {addressee.decides ? 'sa réception fait courir le préavis' : 'pour information'}</p>
      {!received && <p>Lettre préparée, à signer : <a href={noticeLinks.letterPdf(rowId, addressee.id)} download>PDF<span class="fr-sr-only"> de la lettre {toName(name)}</span></a> ou <a href={noticeLinks.letterWord(rowId, addressee.id)} download>Word<span class="fr-sr-only"> de la lettre {toName(name)}</span></a>.</p>}
      <RadioGroup {...at('mode')} legend={received ? 'Comment est-elle arrivée ?' : 'Comment est-elle envoyée ?'} choices={[...noticeModes.map((mode) => ({ value: mode, label: modeNames[mode], hint: modeHints[mode] })), ...none]} />
      <Input {...at('tracking')} label="Numéro de la lettre recommandée" hint="Recopiez-le du bordereau : « 1A 123 456 7890 1 », ou « RR 123 456 785 FR ». Du numéro national, seul le format se vérifie. Inutile pour les autres formes." maxLength={trackingLengthMax} required={false} unmarked spellcheck={false} />
      <Input {...at('sentOn')} {...days} label={received ? 'Jour de l’envoi, d’après le cachet de la poste' : 'Jour de l’envoi, ou de la remise en main propre'} required={!received} unmarked />
      {received && (
        <>
          <RadioGroup {...at('outcome')} legend="Qu’est-elle devenue ?" choices={noticeOutcomes.map((outcome) => ({ value: outcome, label: outcomeNames[outcome] }))} />
          <Input {...at('presentedOn')} {...days} label="Jour de la première présentation" hint="Nécessaire pour une lettre refusée ou non réclamée." required={false} />
          <Input {...at('deliveredOn')} {...days} label="Jour de la réception" hint="Celui que porte l’avis de réception ou le récépissé." required={false} unmarked />
        </>
      )}
    </section>
  );
}

/** What these letters would give, before anything is recorded. */
export function PreviewPage({ frame, file, nameOf, typed, received, foreseen, refusal }: Shared & { foreseen: WithdrawalFacts | null; refusal: string | null }): VNode {
  const { row, agreement } = file;
  const steps = stepsFor(row, received);
  const fields = typed.flatMap((letter, rank) => Object.entries(letter).filter(([, value]) => value !== '').map(([field, value]) => ({ name: letterField(rank, field as keyof TypedLetter), value })));
  const kept = fields.map(({ name, value }) => <input type="hidden" name={name} value={value} />);
  return (
    <Shell frame={frame} title="Vérifier et enregistrer" breadcrumb={[...agreementCrumbs(agreement), { label: noticeName(row.facts.party.kind), href: noticeLinks.page(row.id) }, { label: 'Vérifier' }]}>
      <div class="pf-narrow">
        <Stepper steps={steps} current={steps.length} />
        <h1>Vérifier et enregistrer</h1>
        <p class="pf-sentence">{refusal ? 'Ces lettres ne peuvent pas être enregistrées telles quelles : rien n’est perdu.' : 'Rien n’est encore enregistré. Relisez, puis confirmez.'}</p>
        {refusal && <Alert severity="error" title="Ce qui s’y oppose"><p>{refusal}</p></Alert>}
        {foreseen && (
          <>
            <Verdict facts={foreseen} nameOf={nameOf} foreseen />
            <WhyLate facts={foreseen} />
          </>
        )}
        <PostForm action={noticeLinks.letters(row.id)} csrf={frame.csrf}>
          {kept}
          <Buttons>
            {!refusal && <Button name="etape" value="enregistrer">{received ? 'Enregistrer la lettre' : 'Enregistrer l’envoi'}</Button>}
            <Button name="etape" value="corriger" kind={refusal ? 'primary' : 'secondary'}>Corriger</Button>
          </Buttons>
        </PostForm>
        {foreseen && <Readings facts={foreseen} />}
        {foreseen && <Why facts={foreseen} nameOf={nameOf} />}
      </div>
    </Shell>
  );
}
