/**
 * `npm run categories -- --gateway URL --division COUNTY`: enters the catalogue of categories that comes with the product,
 * data/categories.json, or the one of `--file FILE`. The access token is DOORSTEP_TOKEN's, of somebody with the role
 * `county` or `operator`. What is there already stays as it is.
 */
import { parseArgs } from 'node:util';
import { catalogueIn, suggestedFile } from './catalogue.ts';
import { enterCategories } from './enter.ts';

const { values } = parseArgs({
  options: {
    gateway: { type: 'string', default: '' },
    division: { type: 'string', default: '' },
    file: { type: 'string', default: suggestedFile },
  },
});
const { gateway, division, file } = values;
const { DOORSTEP_TOKEN: token = '' } = process.env;

try {
  if (!URL.canParse(gateway))
    throw new Error('--gateway is the address of the gateway, as https://doorstep.county.example');
  if (!/^\d{6}$/.test(division)) throw new Error('--division is the code of the county, six digits');
  if (token === '') throw new Error('DOORSTEP_TOKEN is the access token of a county or an operator');
  for (const line of await enterCategories({ gateway, division, token }, catalogueIn(file))) console.log(line);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
