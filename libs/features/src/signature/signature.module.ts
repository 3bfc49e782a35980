import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ModelModule } from '#libs/features/model';
import { RoundReader } from '#libs/features/round';
import { SignatureController } from './signature.http.js';
import { SignatureEffects } from './signature.effects.js';
import { SigningTable } from './sitting.js';

@Module({})
export class SignatureModule {
  static forWeb(): DynamicModule {
    return { module: SignatureModule, imports: [ModelModule], controllers: [SignatureController], providers: [SigningTable, RoundReader] };
  }

  static forWorker(): DynamicModule {
    return { module: SignatureModule, providers: [SigningTable, SignatureEffects] };
  }
}
