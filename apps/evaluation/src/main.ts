import { serve } from '@doorstep/runtime';
import { EvaluationModule } from './evaluation.module.js';

await serve(EvaluationModule);
