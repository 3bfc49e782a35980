import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { legalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { Asked, Describe, Given, Problem, apiPath, notFound } from '#libs/features/api';
import { refusedMandate } from './mandate-answers.js';
import type { MandateDone, MandateRefused } from './mandate-answers.js';
import { sendMandateFile } from './mandate-files.js';
import {
  actInput, countsQuery, countsView, detailedMandate, identityInput, lapseInput, listQuery, listedMandate, lookUpInput, mandateDetail, mandateList, mandateView, noteInput, renunciationInput, scanQuery, scopeInput, secretKept,
  sharingInput, shownCounts, shownMandate, shownStanding, standingView, startInput, tabletInput,
} from './mandate.shapes.js';
import { Mandates } from './mandates.js';

const one = { kind: 'mandate', param: 'id' } as const;
const tag = 'Mandats';

/** Mandates, for the programs of a structure. */
@Controller(apiPath)
export class MandatesApi {
  constructor(private readonly mandates: Mandates) {}

  @Get('mandates')
  @Allow('mandate.read')
  @Describe({ operationId: 'listMandates', tag, summary: 'Les mandats de votre structure ; la lecture est journalisée', query: listQuery, status: 200, answer: mandateList })
  async list(@Req() req: Request, @Asked() { which }: z.infer<typeof listQuery>): Promise<object> {
    return { items: (await this.mandates[which](principalOf(req))).map(listedMandate) };
  }

  @Get('mandates/standing')
  @Allow('mandate.issue')
  @Describe({ operationId: 'getMandateStanding', tag, summary: 'Ce que votre structure peut recevoir aujourd’hui : convention en vigueur, démarches proposées, partenaires présents', status: 200, answer: standingView })
  async standing(@Req() req: Request): Promise<object> {
    const standing = await this.mandates.standing(principalOf(req));
    if (!standing) throw notFound();
    return shownStanding(standing);
  }

  @Get('mandates/counts')
  @Allow('mandate.count')
  @Describe({ operationId: 'countMandates', tag, summary: 'Combien de mandats et d’actes, par structure, mois, démarche et fin : des nombres, jamais des personnes', query: countsQuery, status: 200, answer: countsView })
  async counts(@Req() req: Request, @Asked() { from, to }: z.infer<typeof countsQuery>): Promise<object> {
    return shownCounts(await this.mandates.counts(principalOf(req), { from: legalDay(from), to: legalDay(to) }));
  }

  /** A body, since an address is written in logs. */
  @Post('mandates/look-up')
  @Allow('mandate.read')
  @Describe({ operationId: 'lookUpMandates', tag, summary: 'Retrouve les mandats d’une personne, par correspondance exacte ; la lecture est journalisée', body: lookUpInput, status: 200, answer: mandateList, isSecret: true })
  async lookUp(@Req() req: Request, @Given() person: z.infer<typeof lookUpInput>): Promise<object> {
    return { items: (await this.mandates.ofPerson(person, principalOf(req))).map(listedMandate) };
  }

  @Post('mandates')
  @Allow('mandate.issue')
  @Describe({ operationId: 'startMandate', tag, summary: 'Commence un mandat : les quatre informations données, sur place', body: startInput, status: 201, answer: mandateView, problems: [409] })
  async start(@Req() req: Request, @Given() given: z.infer<typeof startInput>): Promise<object> {
    return this.done(req, await this.mandates.start(given, principalOf(req)));
  }

  @Get('mandates/:id')
  @Allow('mandate.read', one)
  @Describe({ operationId: 'getMandate', tag, summary: 'Un mandat : la personne, ce qui est confié, ce qui est fait ; la lecture est journalisée', status: 200, answer: mandateDetail })
  async read(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const file = await this.mandates.file(id, principalOf(req));
    if (!file) throw notFound();
    return detailedMandate(file);
  }

  @Post('mandates/:id/identity')
  @Allow('mandate.issue', one)
  @Describe({ operationId: 'identifyMandate', tag, summary: 'L’identité vérifiée ; corrigée avant la signature, elle fait choisir à nouveau les démarches', body: identityInput, status: 200, answer: mandateView, problems: [409] })
  async identify(@Req() req: Request, @Param('id') id: string, @Given() { document, ...person }: z.infer<typeof identityInput>): Promise<object> {
    return this.done(req, await this.mandates.identify(id, { person, document }, principalOf(req)));
  }

  @Post('mandates/:id/scope')
  @Allow('mandate.issue', one)
  @Describe({ operationId: 'defineMandate', tag, summary: 'Les démarches confiées, leurs partenaires et la durée', body: scopeInput, status: 200, answer: mandateView, problems: [409] })
  async define(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof scopeInput>): Promise<object> {
    return this.done(req, await this.mandates.define(id, given, principalOf(req)));
  }

  @Get('mandates/:id/originals')
  @Allow('mandate.issue', one)
  @Describe({ operationId: 'printMandateOriginals', tag, summary: 'Les deux originaux à signer, en un PDF', status: 200, answer: 'application/pdf', problems: [409] })
  async originals(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const pdf = await this.mandates.printToSign(id, principalOf(req));
    if (!pdf) throw problemOf(refusedMandate('not_to_print'));
    sendMandateFile(res, { content: pdf, mediaType: 'application/pdf', name: 'mandat-a-signer.pdf' });
  }

  @Post('mandates/:id/signature')
  @Allow('mandate.issue', one)
  @Describe({ operationId: 'signMandateOnTablet', tag, summary: 'La signature sur tablette : un original électronique, scellé', body: tabletInput, status: 200, answer: mandateView, problems: [409] })
  async sign(@Req() req: Request, @Param('id') id: string, @Given() { place, definedAt, typedName }: z.infer<typeof tabletInput>): Promise<object> {
    return this.done(req, await this.mandates.sign(id, { place, definedAt, means: 'tablet', typedName }, principalOf(req)));
  }

  @Post('mandates/:id/signature/scan')
  @Allow('mandate.issue', one)
  @Describe({ operationId: 'signMandateOnPaper', tag, summary: 'La signature sur papier : la numérisation de l’original de la structure, comme corps de la requête', query: scanQuery, file: 'scan', status: 200, answer: mandateView, problems: [409, 503] })
  async scan(@Req() req: Request, @Param('id') id: string, @Asked() { place, definedAt }: z.infer<typeof scanQuery>): Promise<object> {
    return this.done(req, await this.mandates.sign(id, { place, definedAt, means: 'paper', scan: bytesOf(req) }, principalOf(req)));
  }

  @Post('mandates/:id/abandonment')
  @Allow('mandate.issue', one)
  @Describe({ operationId: 'abandonMandate', tag, summary: 'Abandonne un mandat qui n’est pas signé : rien n’en est gardé', status: 200, answer: mandateView, problems: [409] })
  async abandon(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.done(req, await this.mandates.abandon(id, principalOf(req)));
  }

  @Post('mandates/:id/acts')
  @Allow('mandate.act', one)
  @Describe({ operationId: 'actUnderMandate', tag, summary: 'Un acte fait au nom de la personne ; refusé hors du mandat ou après sa fin', body: actInput, status: 201, answer: mandateView, problems: [409] })
  async act(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof actInput>): Promise<object> {
    return this.done(req, await this.mandates.act(id, given, principalOf(req)));
  }

  @Post('mandates/:id/notes')
  @Allow('mandate.act', one)
  @Describe({ operationId: 'noteOnMandate', tag, summary: 'Une note de travail, chiffrée ; jamais un mot de passe', body: noteInput, status: 201, answer: secretKept, problems: [409] })
  async note(@Req() req: Request, @Param('id') id: string, @Given() { text }: z.infer<typeof noteInput>): Promise<object> {
    return kept(await this.mandates.addNote(id, text, principalOf(req)));
  }

  @Post('mandates/:id/documents')
  @Allow('mandate.act', one)
  @Describe({ operationId: 'addMandateDocument', tag, summary: 'Une pièce de travail, chiffrée, comme corps de la requête (PDF, JPEG ou PNG)', file: 'scan', status: 201, answer: secretKept, problems: [409, 503] })
  async document(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return kept(await this.mandates.addDocument(id, { title: titleOf(req), content: bytesOf(req) }, principalOf(req)));
  }

  @Get('mandates/:id/documents/:document')
  @Allow('mandate.act', one)
  @Describe({ operationId: 'getMandateDocument', tag, summary: 'Le fichier d’une pièce de travail ; la lecture est journalisée', status: 200, answer: 'application/octet-stream' })
  async readDocument(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('document') secretId: string): Promise<void> {
    const found = await this.mandates.document(id, secretId, principalOf(req));
    if (!found) throw notFound();
    sendMandateFile(res, { ...found, name: found.title });
  }

  @Post('mandates/:id/sharing')
  @Allow('mandate.act', one)
  @Describe({ operationId: 'consentToSharing', tag, summary: 'L’accord exprès de la personne pour qu’un autre organisme reçoive ses données', body: sharingInput, status: 200, answer: mandateView, problems: [409] })
  async share(@Req() req: Request, @Param('id') id: string, @Given() { partner }: z.infer<typeof sharingInput>): Promise<object> {
    return this.done(req, await this.mandates.consentSharing(id, partner, principalOf(req)));
  }

  @Post('mandates/:id/revocation')
  @Allow('mandate.end', one)
  @Describe({ operationId: 'revokeMandate', tag, summary: 'La personne retire son mandat, au guichet, sans motif ; la seconde fois est refusée et dit la première date', status: 200, answer: mandateView, problems: [409] })
  async revoke(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.done(req, await this.mandates.revoke(id, principalOf(req)));
  }

  @Post('mandates/:id/renunciation')
  @Allow('mandate.end', one)
  @Describe({ operationId: 'renounceMandate', tag, summary: 'La structure renonce au mandat, et le notifie à la personne', body: renunciationInput, status: 200, answer: mandateView, problems: [409] })
  async renounce(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof renunciationInput>): Promise<object> {
    return this.done(req, await this.mandates.renounce(id, reason, principalOf(req)));
  }

  @Post('mandates/:id/resolution')
  @Allow('mandate.end', one)
  @Describe({ operationId: 'resolveMandate', tag, summary: 'Les démarches sont résolues : les données de travail sont détruites', status: 200, answer: mandateView, problems: [409] })
  async resolve(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.done(req, await this.mandates.resolve(id, principalOf(req)));
  }

  @Post('mandates/:id/lapse')
  @Allow('mandate.end', one)
  @Describe({ operationId: 'lapseMandate', tag, summary: 'Le décès de la personne, ou sa mise sous protection, appris par la structure', body: lapseInput, status: 200, answer: mandateView, problems: [409] })
  async lapse(@Req() req: Request, @Param('id') id: string, @Given() { cause, occurredOn }: z.infer<typeof lapseInput>): Promise<object> {
    return this.done(req, await this.mandates.lapse(id, { cause, occurredOn: occurredOn === null ? null : legalDay(occurredOn) }, principalOf(req)));
  }

  @Get('mandates/:id/receipt')
  @Allow('mandate.read', one)
  @Describe({ operationId: 'getMandateReceipt', tag, summary: 'Le reçu de la fin, scellé, pendant la semaine où il se remet', status: 200, answer: 'application/pdf' })
  async receipt(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const pdf = await this.mandates.receipt(id, principalOf(req));
    if (!pdf) throw notFound();
    sendMandateFile(res, { content: pdf, mediaType: 'application/pdf', name: 'recu-de-fin-de-mandat.pdf' });
  }

  private async done(req: Request, done: MandateDone): Promise<object> {
    if (!done.ok) throw problemOf(done);
    const row = done.row ?? (await this.mandates.row(done.id, principalOf(req)));
    if (!row) throw notFound();
    return shownMandate(row);
  }
}

function kept(done: MandateDone): { id: string } {
  if (!done.ok) throw problemOf(done);
  return { id: done.id };
}

function problemOf({ refusal, sentence, field }: MandateRefused): Problem {
  if (refusal === 'mandate_unknown') return notFound();
  return new Problem(409, refusal, sentence, field === undefined ? {} : { errors: [{ field, message: sentence }] });
}

function bytesOf(req: Request): Buffer {
  const bytes: unknown = req.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw new Problem(400, 'file_missing', 'Envoyez le fichier lui-même comme corps de la requête, avec son type (application/pdf, par exemple).');
  return bytes;
}

/** RFC 6266: the encoded name is preferred, since a title has accents. */
function titleOf(req: Request): string {
  const header = req.get('content-disposition') ?? '';
  const [, encoded] = /filename\*=UTF-8''([^;\s]+)/i.exec(header) ?? [];
  const [, quoted = ''] = /filename="([^"]*)"/i.exec(header) ?? [];
  try {
    return encoded === undefined ? quoted : decodeURIComponent(encoded);
  } catch {
    return quoted;
  }
}
