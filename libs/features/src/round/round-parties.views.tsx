import type { VNode } from 'preact';
import { groupsMax } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, errorOf, formatCount, PostForm, RadioGroup, Select } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { LaunchFrame } from './round-launch.views.js';
import { roundLinks } from './round.links.js';
import { collegeTitles } from './round-sentences.js';
import type { ViewCollege } from './round-sentences.js';
import { askedField, groupField } from './routing-input.js';

export type LaunchParty = {
  /** What its fields are named after. */
  key: string;
  college: ViewCollege;
  bodyName: string;
  group: number;
  /** Whom is asked, by name and quality; nobody while nobody is designated. */
  asked: readonly string[];
  /** Who may sign for it, when there is a choice. */
  choices: readonly { value: string; label: string }[];
  chosen: string;
  /** Its card in the directory. */
  href: string;
};

/** Whom the superseded round had put right, and the card that does not say so. */
export type FormerlyNamed = { bodyName: string; person: string; email: string; href: string };

export type LaunchPartiesProps = {
  frame: Frame;
  roundId: string;
  parties: readonly LaunchParty[];
  structures: number;
  replaces?: { id: string; number: string } | null;
  formerly?: readonly FormerlyNamed[];
  /** The order is not the usual one. */
  changed?: boolean;
  errors?: readonly FieldError[];
};

/** Step 2: who signs, in the order they will be asked; and another order, or another person, for who wants it. An order that cannot be is mended first. */
export function LaunchPartiesPage(props: LaunchPartiesProps): VNode {
  const { frame, roundId, parties, structures, replaces = null, formerly = [], errors = [] } = props;
  const groups = [...new Set(parties.map(({ group }) => group))].sort((a, b) => a - b);
  return (
    <LaunchFrame frame={frame} step={2} errors={errors}>
      {replaces && <p>Cette préparation remplace la <a class="fr-link" href={roundLinks.page(replaces.id)}>tournée {replaces.number}</a>. Toutes les parties seront invitées de nouveau.</p>}
      {formerly.length > 0 && <Formerly people={formerly} />}
      <p class="pf-sentence pf-narrow">{formatCount(parties.length, 'partie')} {parties.length > 1 ? 'signeront' : 'signera'} la convention, pour {formatCount(structures, 'structure')}. Elles viennent de l’annuaire tel qu’il est aujourd’hui.</p>
      {errors.length === 0 && (
        <>
          <Buttons>
            <ButtonLink href={roundLinks.checks(roundId)}>Continuer vers les contrôles</ButtonLink>
            <ButtonLink href="#order" kind="secondary">Changer l’ordre ou les personnes</ButtonLink>
            <ButtonLink href="/annuaire" kind="tertiary">Modifier l’annuaire</ButtonLink>
          </Buttons>
          {groups.map((group, rank) => <Group title={groupTitle(rank, groups.length)} parties={parties.filter((party) => party.group === group)} />)}
        </>
      )}
      <Order {...props} />
    </LaunchFrame>
  );
}

/** Invited from the directory, the same mistake would be made twice. */
function Formerly({ people }: { people: readonly FormerlyNamed[] }): VNode {
  return (
    <div class="fr-mb-4w">
      <Alert severity="warning" title="L’annuaire ne sait pas encore ce que vous aviez corrigé">
        <p>Dans la tournée remplacée, ces personnes avaient été désignées ou mieux écrites. Reportez dans l’annuaire ce qui vaut encore : sans cela, c’est lui qui sera suivi.</p>
        <ul>{people.map(({ bodyName, person, email, href }) => <li>{bodyName} : {person} ({email}). <a class="fr-link" href={href}>Corriger la fiche<span class="fr-sr-only"> de {bodyName}</span></a></li>)}</ul>
      </Alert>
    </div>
  );
}

function groupTitle(rank: number, groups: number): string {
  if (groups === 1) return 'Tous signent dans le même temps';
  if (rank === 0) return 'Signent d’abord, dans n’importe quel ordre';
  return rank === groups - 1 ? 'Signent en dernier, quand tous les autres ont signé' : 'Signent ensuite, quand les précédents ont signé';
}

function Group({ title, parties }: { title: string; parties: readonly LaunchParty[] }): VNode {
  return (
    <section class="fr-mb-4w">
      <h3>{title} <span class="fr-text--sm">({parties.length})</span></h3>
      <ul class="pf-list">
        {parties.map(({ key, college, bodyName, asked, choices, href }) => (
          <li class="pf-list__item pf-list__item--pair">
            <div>
              <p class="pf-list__title">{bodyName}</p>
              <p class="pf-list__detail">{collegeTitles[college].one}</p>
              <p class="pf-list__detail">{asked.length === 0 ? 'Signataire non désigné' : asked.join(' ou ')}{asked.length > 1 && ' : la première personne qui signe engage l’organisme'}</p>
            </div>
            {asked.length === 0 && <p class="pf-list__action"><a class="fr-link" href={href}>Désigner<span class="fr-sr-only"> le signataire de {bodyName}</span></a></p>}
            {choices.length > 0 && <p class="pf-list__action"><a class="fr-link" href={`#${askedField(key)}`}>Choisir qui signe<span class="fr-sr-only"> pour {bodyName}</span></a></p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Works without script: a browser unfolds what an address points into. */
function Order({ frame, roundId, parties, changed = false, errors = [] }: LaunchPartiesProps): VNode {
  const seated = parties.filter(({ asked }) => asked.length > 0);
  const groups = Array.from({ length: groupsMax }, (_, rank) => ({ value: String(rank + 1), label: String(rank + 1) }));
  return (
    <details class="pf-details" open={errors.length > 0}>
      <summary>Changer l’ordre de signature ou les personnes invitées</summary>
      <div id="order" class="pf-narrow">
        <p>Ceux d’un même groupe signent dans n’importe quel ordre ; le groupe suivant est invité quand tous ont signé. D’habitude, gestionnaires et partenaires forment le groupe 1, et le préfet signe en dernier.</p>
      </div>
      <PostForm action={roundLinks.parties(roundId)} csrf={frame.csrf}>
        <ul class="pf-list">
          {seated.map(({ key, bodyName, group, asked, choices, chosen }) => (
            <li class="pf-list__item pf-list__item--pair">
              <div>
                <p class="pf-list__title">{bodyName}</p>
                {choices.length === 0
                  ? <p class="pf-list__detail">{asked[0]}</p>
                  : <RadioGroup name={askedField(key)} legend={<>Qui signe<span class="fr-sr-only"> pour {bodyName}</span></>} value={chosen} choices={choices} error={errorOf(errors, askedField(key))} />}
              </div>
              <Select name={groupField(key)} label={<>Groupe<span class="fr-sr-only"> de {bodyName}</span></>} value={String(group)} options={groups} error={errorOf(errors, groupField(key))} />
            </li>
          ))}
        </ul>
        <Buttons><Button>Enregistrer l’ordre et les personnes</Button></Buttons>
      </PostForm>
      {changed && <PostForm action={roundLinks.parties(roundId)} csrf={frame.csrf}><input type="hidden" name="usual" value="1" /><Buttons><Button kind="tertiary">Revenir à l’ordre habituel</Button></Buttons></PostForm>}
    </details>
  );
}
