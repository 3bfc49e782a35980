import type { VNode } from 'preact';
import { Alert, Button, ButtonLink, Buttons, ErrorSummary, errorOf, PostButton, PostForm, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { roundLinks } from './round.links.js';
import type { RoundSubject } from './round.subject.js';

export type AssemblyStep = { id: string; label: string; state: 'done' | 'current' | 'todo' };
const stepWords = { done: 'terminé', current: 'en cours', todo: 'à venir' } as const;

/** Seconds between two looks when scripts do not run: an assembly lasts a minute or two. */
const reloadSeconds = 5;

/** The assembly, told as it goes. `sentence` is what is being done right now: « Annexe 4 : structure 37 sur 60 ». */
export function ProgressPage(props: { frame: Frame; roundId: string; number: string; percent: number; sentence: string; steps: readonly AssemblyStep[]; late?: boolean }): VNode {
  const { frame, roundId, number } = props;
  const percent = Math.max(0, Math.min(100, Math.round(props.percent)));
  return (
    <Shell frame={frame} title={`Assemblage de la tournée ${number}`} scripts={['progress.js']} reloadWithoutScript={reloadSeconds} breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, { label: `Tournée ${number}` }]}>
      <div class="pf-narrow">
        <p class="pf-overline">Tournée {number}</p>
        <h1>Assemblage du document</h1>
        {props.late && <Alert severity="warning" small><p>L’assemblage prend plus de temps que prévu. Il reprend de lui-même ; rien n’est perdu.</p></Alert>}
        <section data-events={roundLinks.assemblyEvents(roundId)} aria-label="Avancement">
          <p class="pf-percent" data-percent aria-hidden="true">{percent} %</p>
          <div class="pf-progress"><progress class="pf-progress__bar" max={100} value={percent} aria-label="Avancement de l’assemblage">{percent} %</progress></div>
          <p class="pf-sentence" role="status" data-sentence>{props.sentence}</p>
          <ol class="pf-steps">
            {props.steps.map(step => (
              <li class={`pf-step pf-step--${step.state}`} data-step={step.id} aria-current={step.state === 'current' ? 'step' : undefined}>
                <span>{step.label}</span> <span data-step-state>{stepWords[step.state]}</span>
              </li>
            ))}
          </ol>
        </section>
        <p>Vous pouvez fermer cette page : l’assemblage continue, et les invitations partent dès qu’il est terminé.</p>
        <Buttons><ButtonLink href={roundLinks.list} kind="secondary">Revenir aux tournées</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

/** The assembly did not succeed: nobody was written to, and the draft is intact. */
export function AssemblyFailedPage({ frame, roundId, number, sentence, reference }: { frame: Frame; roundId: string; number: string; sentence: string; reference?: string }): VNode {
  return (
    <Shell frame={frame} title={`Assemblage interrompu, tournée ${number}`} breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, { label: `Tournée ${number}` }]}>
      <div class="pf-narrow">
        <p class="pf-overline">Tournée {number}</p>
        <h1>L’assemblage n’a pas abouti</h1>
        <p class="pf-sentence">{sentence} Aucune invitation n’est partie et la préparation est conservée.</p>
        <Buttons>
          <ButtonLink href={roundLinks.launch(roundId)}>Relancer la tournée</ButtonLink>
          <ButtonLink href={roundLinks.checks(roundId)} kind="secondary">Revoir les contrôles</ButtonLink>
        </Buttons>
        {reference && <p class="fr-text--sm">Référence à communiquer : <span class="pf-hash">{reference}</span></p>}
      </div>
    </Shell>
  );
}

type ActFailed = { frame: Frame; roundId: string; number: string; subject: RoundSubject; sentence: string; reference: string; form?: { abandonReason?: string; errors: readonly FieldError[] } };

/** The same for an act: it has no preparation to go back to, so it is assembled again as it is, or given up. */
export function ActAssemblyFailedPage({ frame, roundId, number, subject, sentence, reference, form = { errors: [] } }: ActFailed): VNode {
  return (
    <Shell frame={frame} title={`Assemblage interrompu, tournée ${number}`} breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, { label: `Tournée ${number}` }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <p class="pf-overline">{subject.title}</p>
        <h1>L’assemblage n’a pas abouti</h1>
        <p class="pf-sentence">{sentence} Aucune invitation n’est partie ; les signataires et la date limite sont conservés.</p>
        <Buttons>
          <PostButton action={roundLinks.relaunch(roundId)} csrf={frame.csrf} icon="refresh-line">Assembler de nouveau</PostButton>
        </Buttons>
        <p class="fr-text--sm">Référence à communiquer : <span class="pf-hash">{reference}</span></p>
        <h2>Ou abandonner cette signature</h2>
        <PostForm action={roundLinks.abandon(roundId)} csrf={frame.csrf}>
          <Textarea name="abandonReason" rows={3} label="Motif de l’abandon" hint="Dix caractères au moins." value={form.abandonReason ?? ''} error={errorOf(form.errors, 'abandonReason')} />
          <Buttons><Button kind="secondary">Abandonner la tournée</Button></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}
