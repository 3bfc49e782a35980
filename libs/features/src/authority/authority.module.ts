import { Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { momentOn } from '#libs/domain';
import { RoundTitles } from '#libs/features/round';
import { Authorities } from './authorities.js';
import { AuthorityController } from './authority.http.js';
import { DeliberationController } from './deliberation.http.js';
import { DeliberationPrinter } from './deliberation.printer.js';
import { DepositExaminer } from './deposit-examiner.js';
import { Deposits } from './deposits.js';
import { TenuresController } from './tenures.http.js';
import { Tenures } from './tenures.js';
import { TitleWitness } from './title-witness.js';

/** Under which title each body signs: what is described, what it is worth, what was judged (decision 20). */
@Module({})
export class AuthorityModule implements OnModuleInit {
  constructor(private readonly authorities: Authorities, @Optional() private readonly titles?: RoundTitles) {}

  /** `rounds`: where the préfecture corrects a person, and records signatures by hand. */
  static forWeb(rounds: DynamicModule): DynamicModule {
    return { module: AuthorityModule, imports: [rounds], controllers: [AuthorityController, DeliberationController, TenuresController], providers: [Authorities, Deposits, DepositExaminer, DeliberationPrinter, Tenures, TitleWitness], exports: [Authorities] };
  }

  /** Whoever signs is judged there. */
  static forSigning(): DynamicModule {
    return { module: AuthorityModule, providers: [Authorities], exports: [Authorities] };
  }

  /** Where bodies say what their assembly decided. */
  static forProjects(): DynamicModule {
    return { module: AuthorityModule, providers: [Authorities, Deposits, DepositExaminer], exports: [Authorities, Deposits] };
  }

  onModuleInit(): void {
    this.titles?.keep({
      follow: (tx, correction, actor) => this.authorities.follow(tx, correction, actor),
      judge: (tx, round, slot, signatoryId, on) => this.authorities.judge(tx, round, slot, signatoryId, momentOn(on)),
    });
  }
}
