import type { VNode } from 'preact';
import { dayWords, termDecisionNames } from '#libs/domain';
import type { TermDecision } from '#libs/domain';
import { Alert, Button, Buttons, errorOf, formatDay, Input, PostForm, RadioGroup, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { agreementPageLinks } from './agreement-pages.links.js';
import type { AgreementPageData } from './agreements.read.js';
import { usefulDayLeft } from './agreements.read.js';

export type DecisionForm = { decision: string; errors: readonly FieldError[] };
export type EndForm = { endedOn: string; reason: string; errors: readonly FieldError[] };

const nbsp = '\u00a0';
export const reasonLengthShown = 2_000;

const hints: Record<TermDecision, string> = {
  continue: 'Rien à faire\u00a0: à l’échéance, la convention est reconduite tacitement si personne ne l’a dénoncée et si l’Accord cadre le permet.',
  amend: 'La convention continue\u00a0; un avenant se prépare sur sa page, et se signe comme elle.',
  denounce: 'L’intention est gardée, mais elle ne suffit pas\u00a0: l’article\u00a07 ne donne au préfet ni retrait ni dénonciation. Seuls les gestionnaires dénoncent. Mettre fin à la convention demande une résiliation motivée par l’intérêt général, prise hors d’ici, puis enregistrée comme telle.',
};

/** What the préfecture means to do at the term: asked in time, kept, and changed as long as the day lets one. */
export function DecisionPart({ frame, data: { agreement, today }, form }: { frame: Frame; data: AgreementPageData; form: DecisionForm | undefined }): VNode | null {
  const { facts, state, id } = agreement;
  if (state !== 'in_force' && state !== 'notice_closing' && state !== 'notice_closed') return null;
  const day = usefulDayLeft(agreement, today);
  return (
    <section aria-labelledby="decider" class="fr-mb-5w">
      <h2 id="decider">Ce que la préfecture décide pour l’échéance</h2>
      <p>{decisionSentence(agreement)}{day ? ` Ne pas reconduire se dit jusqu’au ${dayWords(day)}.` : ` Le dernier jour utile est passé${nbsp}: la reconduction ne peut plus être écartée pour cette échéance.`}</p>
      <PostForm action={agreementPageLinks.decision(id)} csrf={frame.csrf} class="pf-narrow">
        <RadioGroup
          name="decision" legend="Votre décision" value={form?.decision ?? facts.decision?.choice ?? ''} error={form && errorOf(form.errors, 'decision')}
          choices={(['continue', 'amend', 'denounce'] as const).map((value) => ({ value, label: capital(termDecisionNames[value]), hint: hints[value] }))}
        />
        <Buttons><Button kind={facts.decision ? 'secondary' : 'primary'}>{facts.decision ? 'Changer la décision' : 'Enregistrer la décision'}</Button></Buttons>
      </PostForm>
    </section>
  );
}

function decisionSentence({ facts }: AgreementPageData['agreement']): string {
  if (facts.decision) return `Décision enregistrée ${formatDay(facts.decision.on)}${nbsp}: ${termDecisionNames[facts.decision.choice]}.`;
  if (facts.decisionAskedOn) return `La décision vous est demandée depuis ${formatDay(facts.decisionAskedOn)}.`;
  return 'Aucune décision n’est encore demandée\u00a0; vous pouvez la donner dès maintenant.';
}

/** The term has come and nothing renewed the agreement: somebody says on which day people stopped performing it. */
export function EndPart({ frame, data: { agreement, today }, form }: { frame: Frame; data: AgreementPageData; form: EndForm | undefined }): VNode | null {
  const { facts, state, id } = agreement;
  if (state !== 'executed_in_fact' || !facts.expiry) return null;
  return (
    <section aria-labelledby="fin" class="fr-mb-5w">
      <h2 id="fin">Constater la fin de l’exécution</h2>
      <p>La convention est échue depuis le {dayWords(facts.expiry.on)}. Tant que les parties l’exécutent, elle reste «{nbsp}échue – exécution de fait{nbsp}»{nbsp}: jamais «{nbsp}reconduite{nbsp}» (code civil, articles{nbsp}1212 et{nbsp}1215). Quand l’exécution a cessé, dites quel jour, et comment vous le savez.</p>
      <Alert severity="info" small><p>Cette constatation clôt la convention. Elle ne s’annule pas{nbsp}; une nouvelle convention passe par une tournée de signature.</p></Alert>
      <PostForm action={agreementPageLinks.end(id)} csrf={frame.csrf} class="pf-narrow">
        <Input name="endedOn" label="Dernier jour d’exécution" type="date" min={facts.expiry.on} max={today} value={form?.endedOn ?? ''} error={form && errorOf(form.errors, 'endedOn')} />
        <Textarea name="reason" label="Comment le savez-vous" hint="Gardé avec la convention. N’écrivez le nom de personne." rows={3} maxLength={reasonLengthShown} value={form?.reason ?? ''} error={form && errorOf(form.errors, 'reason')} />
        <Buttons><Button>Constater la fin</Button></Buttons>
      </PostForm>
    </section>
  );
}

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
