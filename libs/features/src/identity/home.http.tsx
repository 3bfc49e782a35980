import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { dsfrAsset, renderPage } from '#libs/ui';
import { HomePage } from './identity.views.js';
import { AccessibilityPage, LegalNoticePage, PersonalDataPage } from './site-pages.views.js';
import type { Operator } from './site-pages.views.js';
import { visitorOf } from './visitor.js';

/** The demonstration's invented operator. */
const demonstrationOperator: Operator = {
  name: 'Préfecture de la Lozère', address: '2 rue de la Rovère, 48000 Mende', email: 'contact@prefecture-48.example', phone: '04 00 00 00 48',
  publicationDirector: 'le préfet de la Lozère', host: 'la préfecture, sur ses propres serveurs', dataProtectionOfficer: 'dpo@prefecture-48.example',
};

/** Better an avowed blank than another's name: the operator sees at once what is to be configured. */
const unsaid = '[non renseigné par l’exploitant]';

function operatorOf({ mode, operator }: Config): Operator {
  const told = Object.entries(operator).filter(([, value]) => value !== null);
  if (mode === 'demonstration') return { ...demonstrationOperator, ...Object.fromEntries(told) };
  return Object.fromEntries(Object.entries(operator).map(([name, value]) => [name, value ?? unsaid])) as Operator;
}

/** What every site of the State shows to whoever comes. */
@Controller()
@Open()
export class HomeController {
  private readonly operator: Operator;

  constructor(@Inject(CONFIG) config: Config) {
    this.operator = operatorOf(config);
  }

  @Get('/')
  home(@Req() req: Request): string {
    return renderPage(<HomePage frame={visitorOf(req).frame} />);
  }

  /** Asked for by browsers that show a PDF in a tab of its own, where no page can name the icon. */
  @Get('/favicon.ico')
  icon(@Res() res: Response): void {
    res.redirect(302, dsfrAsset('favicon/favicon.ico'));
  }

  @Get('/accessibilite')
  accessibility(@Req() req: Request): string {
    return renderPage(<AccessibilityPage frame={visitorOf(req).frame} operator={this.operator} />);
  }

  @Get('/mentions-legales')
  legalNotice(@Req() req: Request): string {
    return renderPage(<LegalNoticePage frame={visitorOf(req).frame} operator={this.operator} />);
  }

  @Get('/donnees-personnelles')
  personalData(@Req() req: Request): string {
    return renderPage(<PersonalDataPage frame={visitorOf(req).frame} operator={this.operator} />);
  }
}
