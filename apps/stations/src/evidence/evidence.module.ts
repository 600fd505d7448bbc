import { Clock, Database } from '@doorstep/store';
import { Module } from '@nestjs/common';
import { Budgets } from '../uploads/upload.budget.js';
import { EvidenceConfig, evidenceConfig } from './evidence.config.js';
import { Files, GridFiles } from '../files/file.grid.js';
import { Lapsing } from './evidence.lapse.js';
import { Reaches } from './evidence.reaches.js';
import { Reception } from '../uploads/upload.reception.js';
import { Sight } from './evidence.sight.js';
import { EvidenceSweeper } from './evidence.sweeper.js';
import { Uploads } from '../uploads/upload.pending.js';

/** The client for S3 weighs much: it is loaded where it is wanted. */
const filesOf = async ({ s3 }: EvidenceConfig, { db }: Database): Promise<Files> =>
  s3 === undefined ? new GridFiles(db) : (await import('../files/file.s3.js')).openS3Files(s3);

/** What evidence needs: where its files lie, what is being uploaded, and what sweeps away what was given up. */
@Module({
  providers: [
    { provide: EvidenceConfig, useFactory: () => evidenceConfig(process.env) },
    { provide: Files, useFactory: filesOf, inject: [EvidenceConfig, Database] },
    {
      provide: Budgets,
      useFactory: (database: Database, config: EvidenceConfig, now: () => Date) => new Budgets(database, config, now),
      inject: [Database, EvidenceConfig, Clock],
    },
    {
      provide: Uploads,
      useFactory: (database: Database, files: Files, budgets: Budgets, now: () => Date) =>
        new Uploads(database, files, budgets, now),
      inject: [Database, Files, Budgets, Clock],
    },
    EvidenceSweeper,
    Lapsing,
    Reaches,
    Reception,
    Sight,
  ],
  exports: [EvidenceConfig, Files, Uploads, Sight, Reception],
})
export class EvidenceModule {}
