import { serve } from './boot.js';

await serve();
