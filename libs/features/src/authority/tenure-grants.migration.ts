import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The application corrects who, from when and until when; it moves no term of office to another département, office or id. */
export class TenureGrants1700000001105 implements MigrationInterface {
  name = 'TenureGrants1700000001105';

  async up(db: QueryRunner): Promise<void> {
    await db.query(grants);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are forward only');
  }
}

const grants = `
  revoke update on office_tenure from paraphe_app;
  grant update (holder, from_day, until_day, recorded_at, recorded_by) on office_tenure to paraphe_app;
  comment on column office_tenure.recorded_at is 'of the row as it stands; what was noted before is told by the journal of the directory';`;
