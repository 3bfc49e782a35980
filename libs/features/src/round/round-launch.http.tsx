import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addDays, addMonths, blockingGaps, dayAt, gapSentence, legalDay, routingFaults } from '#libs/domain';
import type { Gap, GapCode, GapSubjectKind, LegalDay, LevelRole, RoundState, Routing } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { directoryLinks } from '#libs/features/directory';
import { actorOf, clerkOf, say, visitorOf } from '#libs/features/identity';
import { builtInModel, ModelVersions, modelLabelOf, officialFilesPath } from '#libs/features/model';
import type { ModelVersionRow } from '#libs/features/model';
import { CLOCK, CONFIG, Fields, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { formatInstant, renderPage } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { LaunchChecksPage, LaunchConfirmPage, LaunchModelPage } from './round-launch.views.js';
import type { CheckedGap, GapGroup, WaiverForm } from './round-launch.views.js';
import { LaunchPartiesPage } from './round-parties.views.js';
import { RoundLaunch, UnknownModel } from './round.launch.js';
import type { DraftChecks } from './round.launch.js';
import { roundLinks } from './round.links.js';
import { RoundReader } from './round.read.js';
import { levelsUnchosenSentence, levelsWords } from './round-levels.js';
import { roundRefusals } from './round.refusals.js';
import { RoundRouting } from './round.routing.js';
import type { RoundRow } from './round.store.js';
import { cardLink, formerlyOf, partiesOf } from './launch-parties.js';
import { routingErrors, routingTyped } from './routing-input.js';

/** What the form proposes; the préfecture decides. */
const collectDaysProposed = 30;
/** Parties and checks are still settled while the bodies confirm their annexes. */
const prepared: readonly RoundState[] = ['draft', 'confirming'];

/** The same gap may concern many rows: one heading each. */
const groupTitles: Record<GapSubjectKind, string> = {
  departement: 'Le département', gestionnaire: 'Les gestionnaires', structure: 'Les structures', national_partner: 'Les partenaires nationaux', local_partner: 'Les partenaires locaux', referent: 'Les référents',
};

/** The four steps of a launch: model, parties, checks, dates. */
@Controller()
export class RoundLaunchController {
  constructor(
    private readonly launches: RoundLaunch,
    private readonly routing: RoundRouting,
    private readonly reader: RoundReader,
    private readonly models: ModelVersions,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(roundLinks.create)
  @Allow('round.manage')
  async model(@Req() req: Request): Promise<string> {
    return this.modelPage(req);
  }

  @Post(roundLinks.create)
  @Allow('round.manage')
  async create(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    const clerk = clerkOf(req);
    try {
      res.redirect(303, roundLinks.parties(await this.launches.open(clerk.departementCode, actorOf(clerk), null, body.model || builtInModel.id)));
    } catch (fault) {
      if (!(fault instanceof UnknownModel)) throw fault;
      res.status(422).send(await this.modelPage(req, [{ field: 'model', message: 'Choisissez l’un des modèles publiés' }]));
    }
  }

  @Get('/tournees/:id/parties')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async parties(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const draft = await this.draft(req, res, id, prepared);
    if (draft) this.showParties(req, res, draft);
  }

  @Post('/tournees/:id/parties')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async route(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() body: Record<string, unknown>): Promise<void> {
    const draft = await this.draft(req, res, id, prepared);
    if (!draft) return;
    const routing = body.usual === undefined ? routingTyped(body, draft.openSeats) : {};
    const faults = await this.routing.choose(id, routing, draft.openSeats, actorOf(clerkOf(req)));
    if (faults && faults.length > 0) return this.showParties(req, res.status(422), draft, routing);
    if (faults) say(res, this.config, { severity: 'success', text: 'L’ordre de signature et les personnes sont enregistrés.' });
    res.redirect(303, roundLinks.parties(id));
  }

  @Get('/tournees/:id/controles')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async checks(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const draft = await this.draft(req, res, id, prepared);
    if (draft) this.showChecks(req, res, draft);
  }

  @Post('/tournees/:id/derogations')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async waive(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const draft = await this.draft(req, res, id, prepared);
    if (!draft) return;
    const subjectId = body.subjectId ?? '';
    const gap = draft.gaps.find((found) => found.waivable && found.code === body.code && found.subject.id === subjectId);
    const reason = body[`reason-${subjectId}`] ?? '';
    if (gap && (await this.launches.waive(id, { code: gap.code as GapCode, subjectId, reason }, actorOf(clerkOf(req))))) return res.redirect(303, roundLinks.checks(id));
    const form: WaiverForm = { subjectId, reason, errors: [{ field: `reason-${subjectId}`, message: 'Indiquez le motif de la dérogation, en dix caractères au moins (art. 4.2)' }] };
    res.status(422);
    this.showChecks(req, res, draft, form);
  }

  @Get('/tournees/:id/lancer')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async confirm(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const draft = await this.draft(req, res, id);
    if (!draft) return;
    if (blockingGaps(draft.gaps).length > 0 || draft.levelsUnchosen.length > 0) return res.redirect(303, roundLinks.checks(id));
    if (draft.routingFaults.length > 0) return res.redirect(303, roundLinks.parties(id));
    const today = this.today(draft.round);
    this.showConfirm(req, res, draft, { collectUntil: addDays(today, collectDaysProposed), termEndsOn: `${addMonths(today, 12).slice(0, 4)}-12-31`, errors: [] });
  }

  @Post('/tournees/:id/lancer')
  @Allow('round.manage', { kind: 'round', param: 'id' })
  async launch(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Fields() body: Fields): Promise<void> {
    const draft = await this.draft(req, res, id);
    if (!draft) return;
    const typed = { collectUntil: body.collectUntil ?? '', termEndsOn: body.termEndsOn ?? '' };
    const days = { collectUntil: dayOf(typed.collectUntil), termEndsOn: dayOf(typed.termEndsOn) };
    const missing = (['collectUntil', 'termEndsOn'] as const).filter((field) => days[field] === null).map((field) => ({ field, message: 'Indiquez une date, par exemple 31/12/2027' }));
    if (!days.collectUntil || !days.termEndsOn) return this.showConfirm(req, res.status(422), draft, { ...typed, errors: missing });
    const submission = await this.launches.launch(id, { collectUntil: days.collectUntil, termEndsOn: days.termEndsOn }, actorOf(clerkOf(req)));
    if (submission.accepted) return res.redirect(303, roundLinks.page(id));
    const { sentence, status } = roundRefusals[submission.refusal];
    if (submission.refusal === 'gaps_remain' || submission.refusal === 'college_missing' || submission.refusal === 'levels_unchosen') return this.showChecks(req, res.status(status), draft);
    if (submission.refusal === 'groups_broken' || submission.refusal === 'signer_unknown') return this.showParties(req, res.status(status), draft);
    const field = submission.refusal === 'term_before_deadline' ? 'termEndsOn' : 'collectUntil';
    this.showConfirm(req, res.status(status), draft, { ...typed, errors: [{ field, message: sentence }] });
  }

  private async modelPage(req: Request, errors: readonly FieldError[] = []): Promise<string> {
    const clerk = clerkOf(req);
    const versions = await this.models.published(clerk.departementCode, actorOf(clerk));
    const models = versions.map((row) => ({ value: row.id, name: modelLabelOf(row), description: descriptionOf(row) }));
    return renderPage(<LaunchModelPage frame={visitorOf(req).frame} models={models} chosen={`${builtInModel.id}-${builtInModel.version}`} errors={errors} />);
  }

  /** The draft, or an answer already sent: a launched round has its own page, and so has an act, whose parties are not chosen here. */
  private async draft(req: Request, res: Response, id: string, states: readonly RoundState[] = ['draft']): Promise<DraftChecks | null> {
    const clerk = clerkOf(req);
    const round = await this.reader.find(id, clerk.departementCode, actorOf(clerk));
    if (!round) throw new NotFoundException();
    if (states.includes(round.state) && !round.act) return this.launches.checks(id, actorOf(clerk));
    res.redirect(303, roundLinks.page(id));
    return null;
  }

  /** What was typed a moment ago, or what is kept. */
  private showParties(req: Request, res: Response, draft: DraftChecks, typed?: Routing): void {
    const { round, dossier, openSeats, replaces } = draft;
    const routing = typed ?? round.routing ?? {};
    const errors = routingErrors(routingFaults(openSeats, routing), openSeats, routing);
    const parties = partiesOf(draft, routing);
    res.send(renderPage(
      <LaunchPartiesPage frame={visitorOf(req).frame} roundId={round.id} parties={parties} formerly={formerlyOf(draft, parties)} structures={dossier.structures.length} replaces={replaces} changed={Object.keys(routing).length > 0} errors={errors} />,
    ));
  }

  private showChecks(req: Request, res: Response, draft: DraftChecks, waiverForm?: WaiverForm): void {
    const { frame } = visitorOf(req);
    const checked = `Contrôles faits ${formatInstant(instantOf(this.clock), draft.round.timeZone, 'sentence')}`;
    res.send(renderPage(<LaunchChecksPage frame={frame} roundId={draft.round.id} groups={[...levelGroup(draft.levelsUnchosen), ...groupsOf(draft.gaps, roundLinks.checks(draft.round.id))]} checked={checked} {...(waiverForm && { waiverForm })} />));
  }

  private showConfirm(req: Request, res: Response, { round, dossier, seats, levels, modelLabel }: DraftChecks, form: { collectUntil: string; termEndsOn: string; errors: readonly FieldError[] }): void {
    const first = Math.min(...seats.map(({ group }) => group));
    const summary = { number: round.number, modelLabel, parties: seats.length, structures: dossier.structures.length, firstInvited: seats.filter(({ group }) => group === first).length, waivers: round.waivers.length, levels: levelsWords(levels, seats) };
    res.send(renderPage(<LaunchConfirmPage frame={visitorOf(req).frame} roundId={round.id} form={form} today={this.today(round)} summary={summary} />));
  }

  private today(round: RoundRow): LegalDay {
    return dayAt(instantOf(this.clock), round.timeZone);
  }
}

const descriptions: Record<ModelVersionRow['origin'], string> = {
  built_in: 'La convention en onze articles et ses sept annexes, rédigées par le projet.',
  imported: 'Un texte officiel, imprimé mot pour mot, avec ses conditions particulières et les sept annexes.',
  uploaded: 'Un modèle modifié dans Word, avec ses annexes.',
};

function descriptionOf({ origin, facts }: ModelVersionRow): string {
  const published = facts.publication && ` Publié ${formatInstant(facts.publication.at, 'Europe/Paris', 'sentence')}.`;
  return `${descriptions[origin]}${published ?? ''}`;
}

/** Where a gap is mended: on the card of its subject, unless a référent is to be added. */
function mendLink({ code, subject: { kind, id } }: Gap, from: string): string {
  const newReferent = (known: Record<string, string>): string => `${directoryLinks.newReferent}?${new URLSearchParams({ ...known, retour: from })}`;
  if (code === 'official_annex_missing') return officialFilesPath;
  if (code === 'prefecture_particulars_missing') return `${directoryLinks.prefecture}?${new URLSearchParams({ retour: from })}`;
  if (code === 'national_partner_referent_missing') return newReferent({ partenaire: id });
  if (code === 'structure_referent_missing') return newReferent({ structure: id });
  return cardLink(kind, id, from);
}

function dayOf(text: string): LegalDay | null {
  try {
    return legalDay(text);
  } catch {
    return null;
  }
}

function groupsOf(gaps: readonly Gap[], from: string): GapGroup[] {
  return (Object.keys(groupTitles) as GapSubjectKind[]).flatMap((kind) => {
    const found = gaps.filter(({ subject }) => subject.kind === kind);
    return found.length ? [{ title: groupTitles[kind], gaps: found.map((gap) => checkedGap(gap, from)) }] : [];
  });
}

/** The one check that no card of the directory mends. */
function levelGroup(missing: readonly LevelRole[]): GapGroup[] {
  return missing.length > 0 ? [{ title: 'Le niveau de signature', gaps: [{ severity: 'error', sentence: levelsUnchosenSentence(missing), href: null, waiver: null }] }] : [];
}

function checkedGap(gap: Gap, from: string): CheckedGap {
  return {
    severity: gap.severity, sentence: gapSentence(gap), href: mendLink(gap, from),
    waiver: gap.waivable ? { code: gap.code, subjectId: gap.subject.id, given: gap.waived ?? null } : null,
  };
}
