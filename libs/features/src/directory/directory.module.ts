import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';

@Module({})
export class DirectoryModule {
  static forWeb(): DynamicModule {
    return { module: DirectoryModule, controllers: [] };
  }
}
