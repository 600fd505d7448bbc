import { serve } from '@doorstep/runtime';
import { MatchingModule } from './matching.module.js';

await serve(MatchingModule);
