import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { FigureProjection } from './figures/figure.projection.js';
import { NoticeProjection } from './notices/notice.projection.js';
import * as nouns from './nouns.js';
import { Sources } from './peers.js';
import { WorkItemProjection } from './work-items/work-item.projection.js';

@Module({
  imports: [StoreModule],
  controllers: Object.values(nouns),
  providers: [Sources, FigureProjection, WorkItemProjection, NoticeProjection],
})
export class EvaluationModule {}
