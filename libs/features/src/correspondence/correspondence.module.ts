import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MailedLinks } from '#libs/features/signature';
import { ReportListener, ReportMailbox } from '#libs/platform';
import { BounceNotices } from './bounce-notices.js';
import { CorrespondenceEffects } from './correspondence.effects.js';
import { Correspondence } from './correspondence.js';
import { Digests } from './digests.js';
import { LateSubjects } from './late-subjects.js';
import { MailWitness } from './mail-witness.js';
import { OperatorAlarm } from './operator-alarm.js';

@Module({})
export class CorrespondenceModule {
  /** The site says what tarries, and what became of the mails of a round. `rounds`: whose pages say it. */
  static forWeb(rounds: DynamicModule): DynamicModule {
    return { module: CorrespondenceModule, imports: [rounds], providers: [LateSubjects, MailWitness], exports: [LateSubjects] };
  }

  static forWorker(): DynamicModule {
    return { module: CorrespondenceModule, providers: [ReportListener, ReportMailbox, MailedLinks, LateSubjects, BounceNotices, Digests, OperatorAlarm, Correspondence, CorrespondenceEffects], exports: [Correspondence, ReportListener, ReportMailbox] };
  }
}
