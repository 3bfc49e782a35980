import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Authorities } from './authorities.js';
import { AuthorityController } from './authority.http.js';
import { DeliberationController } from './deliberation.http.js';
import { DeliberationPrinter } from './deliberation.printer.js';
import { TenuresController } from './tenures.http.js';

/** Under which title each body signs: what is described, what it is worth, what was judged (decision 20). */
@Module({})
export class AuthorityModule {
  static forWeb(): DynamicModule {
    return { module: AuthorityModule, controllers: [AuthorityController, DeliberationController, TenuresController], providers: [Authorities, DeliberationPrinter], exports: [Authorities] };
  }

  /** Whoever signs is judged there. */
  static forSigning(): DynamicModule {
    return { module: AuthorityModule, providers: [Authorities], exports: [Authorities] };
  }
}
