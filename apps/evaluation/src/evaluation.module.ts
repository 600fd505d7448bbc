import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { FigureProjection } from './figures/figure.projection.js';
import { FigureService } from './figures/figure.service.js';
import { Sources } from './peers.js';
import { WorkItemProjection } from './work-items/work-item.projection.js';
import { WorkItemService } from './work-items/work-item.service.js';

@Module({
  imports: [StoreModule],
  controllers: [FigureService, WorkItemService],
  providers: [Sources, FigureProjection, WorkItemProjection],
})
export class EvaluationModule {}
