import { serve } from '@doorstep/runtime';
import { StationsModule } from './stations.module.js';

await serve(StationsModule);
