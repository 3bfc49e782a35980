import { Controller, Delete, Get, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { disposalNatures, disposalSlipStateNames, disposalSlipWorkflow, legalDay, statesOf, visaReferenceLengthMax } from '#libs/domain';
import type { DisposalSlipState } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { Describe, Given, Problem, apiPath, invalid, notFound } from '#libs/features/api';
import { sendMandateFile } from '#libs/features/mandate';
import { disposalRefusalWords, proofFileNames, proofRefusalWords } from './disposal-words.js';
import { Disposals } from './disposals.js';
import type { DisposalDone, DisposalsRefusal, SlipFile } from './disposals.js';
import { ProofDesk, proofReasonLength } from './proof-desk.js';
import type { OpenedProof } from './proof-desk.js';
import { proofGrounds } from './proof-opening.store.js';
import { SlipFiles } from './slip-files.js';

const day = z.iso.date();
const reference = z.string().max(visaReferenceLengthMax).meta({ description: 'Telle que la donnent les Archives départementales.' });
const stateView = z.enum(statesOf(disposalSlipWorkflow) as [DisposalSlipState, ...DisposalSlipState[]]);
const visaView = z.object({ kind: z.enum(['standing', 'slip']), reference: z.string(), on: day, managementTable: z.string().nullable() });
const standingView = z.object({ reference: z.string(), managementTable: z.string().nullable(), grantedOn: day, endsOn: day.nullable(), covering: z.boolean().meta({ description: 'Couvre ce qui prend fin aujourd’hui.' }) }).meta({ id: 'StandingVisa' });
const listedView = z.object({ id: z.string(), number: z.string(), state: stateView, stateName: z.string(), mandates: z.int(), from: day.nullable(), until: day.nullable(), visa: visaView.nullable() }).meta({ id: 'ListedDisposalSlip' });
const groupView = z.object({ nature: z.enum(disposalNatures), mandates: z.int(), destroyed: z.int(), pieces: z.int(), bytes: z.number(), from: day, until: day });
const lineView = z.object({ mandateId: z.string(), number: z.string(), structureName: z.string(), nature: z.enum(disposalNatures), from: day, until: day, pieces: z.int(), motive: z.string(), destroyedAt: z.iso.datetime().nullable() });
const slipView = z.object({
  id: z.string(), number: z.string(), state: stateView, stateName: z.string(), openedOn: day, submittedOn: day.nullable(), declinedOn: z.array(day), visa: visaView.nullable(), executedOn: day.nullable(),
  total: z.int(), groups: z.array(groupView), lines: z.array(lineView).meta({ description: 'Les premières ; le bordereau imprimé les liste toutes.' }),
}).meta({ id: 'DisposalSlip' });
const overviewView = z.object({ standing: standingView.nullable(), slips: z.array(listedView) });
const proofView = z.object({
  mandateId: z.string(), number: z.string(), state: z.string(), structureName: z.string(), ground: z.enum(proofGrounds), openedAt: z.iso.datetime(), until: z.iso.datetime().meta({ description: 'Dernier instant où les fichiers se lisent.' }),
  files: z.array(z.object({ kind: z.enum(Object.keys(proofFileNames) as [keyof typeof proofFileNames]), name: z.string(), mediaType: z.string(), bytes: z.int(), sha256: z.string() })),
}).meta({ id: 'OpenedProof' });

const standingInput = z.strictObject({ reference, managementTable: z.string().max(visaReferenceLengthMax).default(''), grantedOn: day, endsOn: day.nullable().default(null) }).meta({ id: 'StandingVisaInput' });
const visaInput = z.strictObject({ reference, on: day }).meta({ id: 'SlipVisaInput' });
const declineInput = z.strictObject({ on: day }).meta({ id: 'SlipRefusalInput' });
const proofInput = z.strictObject({ number: z.string().max(20), ground: z.enum(proofGrounds), reason: z.string().max(proofReasonLength.max) }).meta({ id: 'ProofOpeningInput' });

const slip = { kind: 'disposal_slip', param: 'id' } as const;
const tag = 'Mandats';

/** Destructions and proofs, for the gestionnaire's programs. */
@Controller(apiPath)
export class DisposalApi {
  constructor(private readonly disposals: Disposals, private readonly files: SlipFiles, private readonly proofs: ProofDesk) {}

  @Get('disposal')
  @Allow('disposal.read')
  @Describe({ operationId: 'getDisposal', tag, summary: 'Le visa permanent, et les bordereaux d’élimination', status: 200, answer: overviewView })
  async overview(@Req() req: Request): Promise<z.infer<typeof overviewView>> {
    const { standing, covering, slips } = await this.disposals.overview(principalOf(req));
    return {
      standing: standing && { reference: standing.reference, managementTable: standing.managementTable, grantedOn: standing.grantedOn, endsOn: standing.endsOn, covering },
      slips: slips.map(({ id, number, state, mandates, from, until, facts: { visa } }) => ({ id, number, state, stateName: disposalSlipStateNames[state], mandates, from, until, visa })),
    };
  }

  @Put('disposal/standing-visa')
  @Allow('disposal.manage')
  @Describe({ operationId: 'recordStandingVisa', tag, summary: 'Enregistre un visa donné une fois pour toutes ; ce qui attendait est détruit', body: standingInput, status: 200, answer: overviewView })
  async recordStanding(@Req() req: Request, @Given() { grantedOn, endsOn, ...given }: z.infer<typeof standingInput>): Promise<object> {
    this.accepted(await this.disposals.recordStanding({ ...given, grantedOn: legalDay(grantedOn), endsOn: endsOn === null ? null : legalDay(endsOn) }, principalOf(req)));
    return this.overview(req);
  }

  @Delete('disposal/standing-visa')
  @Allow('disposal.manage')
  @Describe({ operationId: 'withdrawStandingVisa', tag, summary: 'Met fin au visa permanent', status: 200, answer: overviewView, problems: [409] })
  async withdrawStanding(@Req() req: Request): Promise<object> {
    this.accepted(await this.disposals.withdrawStanding(principalOf(req)));
    return this.overview(req);
  }

  @Get('disposal/slips/:id')
  @Allow('disposal.read', slip)
  @Describe({ operationId: 'getDisposalSlip', tag, summary: 'Un bordereau d’élimination', status: 200, answer: slipView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const file = await this.disposals.file(id, principalOf(req));
    if (!file) throw notFound();
    return shownSlip(file);
  }

  @Get('disposal/slips/:id/print')
  @Allow('disposal.read', slip)
  @Describe({ operationId: 'printDisposalSlip', tag, summary: 'Le bordereau imprimé, pour les Archives départementales', status: 200, answer: 'application/pdf' })
  async print(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const printed = await this.files.print(id, principalOf(req));
    if (!printed) throw notFound();
    sendMandateFile(res, { content: printed.pdf, mediaType: 'application/pdf', name: `bordereau-${printed.number}.pdf` });
  }

  @Post('disposal/slips/:id/submission')
  @Allow('disposal.manage', slip)
  @Describe({ operationId: 'submitDisposalSlip', tag, summary: 'Arrête un bordereau : plus rien ne s’y ajoute', status: 200, answer: slipView, problems: [409] })
  async submit(@Req() req: Request, @Param('id') id: string): Promise<object> {
    this.accepted(await this.disposals.submit(id, principalOf(req)));
    return this.one(req, id);
  }

  @Post('disposal/slips/:id/visa')
  @Allow('disposal.manage', slip)
  @Describe({ operationId: 'grantDisposalSlip', tag, summary: 'Enregistre le visa d’un bordereau : la destruction suit', body: visaInput, status: 200, answer: slipView, problems: [409] })
  async grant(@Req() req: Request, @Param('id') id: string, @Given() { reference: given, on }: z.infer<typeof visaInput>): Promise<object> {
    this.accepted(await this.disposals.grant(id, { reference: given, on: legalDay(on) }, principalOf(req)));
    return this.one(req, id);
  }

  @Post('disposal/slips/:id/refusal')
  @Allow('disposal.manage', slip)
  @Describe({ operationId: 'declineDisposalSlip', tag, summary: 'Enregistre que le visa n’a pas été donné : le bordereau se rouvre', body: declineInput, status: 200, answer: slipView, problems: [409] })
  async decline(@Req() req: Request, @Param('id') id: string, @Given() { on }: z.infer<typeof declineInput>): Promise<object> {
    this.accepted(await this.disposals.decline(id, legalDay(on), principalOf(req)));
    return this.one(req, id);
  }

  @Post('mandates/proof-openings')
  @Allow('mandate.dispute')
  @Describe({ operationId: 'openMandateProof', tag, summary: 'Ouvre la preuve d’un mandat contesté, pour une heure, avec son motif', body: proofInput, status: 201, answer: proofView, problems: [409] })
  async openProof(@Req() req: Request, @Given() { number, ...asked }: z.infer<typeof proofInput>): Promise<object> {
    const opened = await this.proofs.open(number, asked, principalOf(req));
    if (opened.ok) return this.proof(req, opened.id);
    if (opened.refusal === 'not_signed' || opened.refusal === 'proof_destroyed') throw new Problem(409, opened.refusal, proofRefusalWords[opened.refusal]);
    throw invalid([{ field: opened.field, message: proofRefusalWords[opened.refusal] }]);
  }

  @Get('mandates/:id/proof')
  @Allow('mandate.dispute', { kind: 'mandate', param: 'id' })
  @Describe({ operationId: 'getOpenedMandateProof', tag, summary: 'Une preuve ouverte par ce jeton, tant que son heure court', status: 200, answer: proofView, problems: [410] })
  async proof(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return shownProof(await this.running(req, id));
  }

  @Get('mandates/:id/proof/:kind')
  @Allow('mandate.dispute', { kind: 'mandate', param: 'id' })
  @Describe({ operationId: 'getMandateProofFile', tag, summary: 'Un fichier d’une preuve ouverte : mandat signé, numérisation, reçu de fin', status: 200, answer: 'application/octet-stream', problems: [410] })
  async file(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('kind') kind: string): Promise<void> {
    await this.running(req, id);
    const file = await this.proofs.file(id, kind, principalOf(req));
    if (!file) throw notFound();
    sendMandateFile(res, { content: file.bytes, mediaType: file.mediaType, name: `${file.number}-${kind}` });
  }

  private async running(req: Request, id: string): Promise<OpenedProof> {
    const proof = await this.proofs.opened(id, principalOf(req));
    if (!proof) throw new Problem(410, 'proof_closed', 'Cette preuve est refermée, ou n’a pas été ouverte par ce jeton. Ouvrez-la de nouveau, avec son motif.');
    return proof;
  }

  private accepted(done: DisposalDone): void {
    if (!done.ok) throw refused(done.refusal);
  }
}

/** What is wrong in what was sent; everything else is the state of things. */
const typedWrong: readonly DisposalsRefusal[] = ['reference_missing', 'reference_too_long', 'management_table_too_long', 'visa_to_come', 'visa_before_request', 'ends_before'];

function refused(refusal: DisposalsRefusal): Problem {
  return new Problem(typedWrong.includes(refusal) ? 422 : 409, refusal, disposalRefusalWords(refusal));
}

function shownSlip({ row: { id, number, state, facts }, groups, lines, total }: SlipFile): z.infer<typeof slipView> {
  const { openedOn, submittedOn, declinedOn, visa, executedOn } = facts;
  return {
    id, number, state, stateName: disposalSlipStateNames[state], openedOn, submittedOn, declinedOn: [...declinedOn], visa, executedOn, total, groups,
    lines: lines.map(({ mandateId, number: mandateNumber, structureName, nature, fromDay, untilDay, pieces, motive, destroyedAt }) => ({ mandateId, number: mandateNumber, structureName, nature, from: fromDay, until: untilDay, pieces, motive, destroyedAt: destroyedAt?.toISOString() ?? null })),
  };
}

function shownProof({ mandate, structureName, opening, files }: OpenedProof): z.infer<typeof proofView> {
  return {
    mandateId: mandate.id, number: mandate.number, state: mandate.state, structureName, ground: opening.ground, openedAt: opening.openedAt.toISOString(), until: opening.until.toISOString(),
    files: files.map(({ kind, mediaType, bytes, sha256 }) => ({ kind, name: proofFileNames[kind], mediaType, bytes, sha256 })),
  };
}
