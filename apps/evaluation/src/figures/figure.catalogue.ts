import { catalogue, type FigureDefinition } from '@doorstep/contracts/figures.js';

const byId = new Map(catalogue.map((figure) => [figure.id, figure]));

/** What the contract says of a figure; undefined where no noun declares it. */
export const definitionOf = (id: string): FigureDefinition | undefined => byId.get(id);
