import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { FigureProjection } from './figures/figure.projection.js';
import { FigureService } from './figures/figure.service.js';

@Module({ imports: [StoreModule], controllers: [FigureService], providers: [FigureProjection] })
export class EvaluationModule {}
