import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { directoryEntities } from '#libs/features/directory';
import { KeysModule } from '#libs/features/keys';
import { RoundModule, roundEntities } from '#libs/features/round';
import { PlatformModule } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';

/** What the command line works with: the platform and the rounds, without pages nor queues. */
@Module({})
export class CliModule {
  static forRoot({ config, clock }: { config: Config; clock?: Clock }): DynamicModule {
    return {
      module: CliModule,
      imports: [PlatformModule.forRoot({ config, entities: [...directoryEntities, ...roundEntities], ...(clock && { clock }) }), KeysModule, RoundModule.forCli()],
    };
  }
}
