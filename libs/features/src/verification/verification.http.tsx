import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { legalDay } from '#libs/domain';
import { Open } from '#libs/features/access';
import { visitorOf } from '#libs/features/identity';
import { renderPage } from '#libs/ui';
import { VerificationRefused } from './refusals.js';
import { answerRefusal } from './upload.middleware.js';
import { VerificationDesk } from './verification.desk.js';
import { verificationLinks } from './verification.links.js';
import { ResultPage } from './verification-result.views.js';
import { AgreementPage, AgreementUnknownPage, VerifyPage } from './verification.views.js';
import type { AskedDay } from './verification.views.js';

/** What a number looks like; anything else is somebody trying, and the database need not hear of it. */
const numberPattern = /^[\w-]{1,40}$/;
const numberShownMax = 40;
/** Only shown back to whoever sent it. */
const fileNameLengthMax = 80;

/** The public verification: no account, nothing kept. */
@Controller()
export class VerificationController {
  constructor(private readonly desk: VerificationDesk) {}

  @Get(verificationLinks.verify)
  @Open()
  form(@Req() req: Request): string {
    return renderPage(<VerifyPage frame={visitorOf(req).frame} />);
  }

  /** Nothing is created here. */
  @Post(verificationLinks.verify)
  @Open()
  @HttpCode(HttpStatus.OK)
  async examine(@Req() req: Request, @Res() res: Response): Promise<void> {
    const { frame } = visitorOf(req);
    const { file } = req;
    if (!file || file.size === 0) return void res.status(422).send(renderPage(<VerifyPage frame={frame} missing />));
    try {
      const examined = await this.desk.examine(file.buffer);
      res.send(renderPage(<ResultPage frame={frame} {...examined} fileName={fileNameOf(file)} />));
    } catch (fault) {
      if (!(fault instanceof VerificationRefused)) throw fault;
      answerRefusal(res, frame, fault.refusal);
    }
  }

  @Get(`${verificationLinks.verify}/:number`)
  @Open()
  async agreement(@Req() req: Request, @Res() res: Response, @Param('number') number: string, @Query('le') le: unknown): Promise<void> {
    const { frame } = visitorOf(req);
    const known = numberPattern.test(number) ? await this.desk.agreement(number) : null;
    if (!known) return void res.status(404).send(renderPage(<AgreementUnknownPage frame={frame} number={number.slice(0, numberShownMax)} />));
    const asked = askedDay(le);
    if (asked && !asked.day) res.status(HttpStatus.UNPROCESSABLE_ENTITY);
    res.send(renderPage(<AgreementPage frame={frame} {...known} {...(asked && { asked })} />));
  }
}

/** The day of the question, when there is one. */
function askedDay(le: unknown): AskedDay | null {
  if (le === undefined) return null;
  const typed = String(le).slice(0, numberShownMax);
  try {
    return { typed, day: legalDay(typed) };
  } catch {
    return { typed, day: null };
  }
}

/** Multipart headers are read as Latin-1, while browsers write UTF-8. */
function fileNameOf({ originalname }: Express.Multer.File): string {
  const name = Buffer.from(originalname, 'latin1').toString('utf8');
  return name.length <= fileNameLengthMax ? name : `${name.slice(0, fileNameLengthMax)}…`;
}
