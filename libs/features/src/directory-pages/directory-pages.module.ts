import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DirectoryEditController } from './directory-edit.http.js';
import { DirectoryController } from './directory.http.js';
import { DirectoryDesk } from './directory.desk.js';

/** The pages of the directory, apart from its data: identity needs the data, and the pages need identity. */
@Module({})
export class DirectoryPagesModule {
  static forWeb(): DynamicModule {
    return { module: DirectoryPagesModule, controllers: [DirectoryController, DirectoryEditController], providers: [DirectoryDesk] };
  }
}
