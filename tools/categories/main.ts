import { asked, command, Mistake } from '../command/command.ts';
import { catalogueIn, suggestedFile } from './catalogue.ts';
import { enterCategories } from './enter.ts';

const { values } = asked({
  usage: 'npm run categories -- --gateway URL --division COUNTY [--file FILE]',
  about: `Enters the catalogue of categories that comes with the product. What is there already stays as it is. The access
token is DOORSTEP_TOKEN's, of somebody with the role \`county\` or \`operator\`.`,
  options: {
    gateway: { type: 'string', value: 'URL', default: '', says: 'the gateway, as https://doorstep.county.example' },
    division: { type: 'string', value: 'COUNTY', default: '', says: 'the code of the county, six digits' },
    file: {
      type: 'string',
      value: 'FILE',
      default: suggestedFile,
      says: 'another catalogue than data/categories.json',
    },
  },
});

await command(async () => {
  const { gateway, division, file } = values;
  const { DOORSTEP_TOKEN: token = '' } = process.env;
  if (!URL.canParse(gateway))
    throw new Mistake('--gateway is the address of the gateway, as https://doorstep.county.example');
  if (!/^\d{6}$/.test(division)) throw new Mistake('--division is the code of the county, six digits');
  if (token === '') throw new Mistake('DOORSTEP_TOKEN is the access token of a county or an operator');
  for (const line of await enterCategories({ gateway, division, token }, catalogueIn(file))) console.log(line);
});
