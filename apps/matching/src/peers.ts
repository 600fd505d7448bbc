import { CategoryServiceService, type CategoryService } from '@doorstep/contracts/stations/v1/category.js';
import { DivisionServiceService, type DivisionService } from '@doorstep/contracts/stations/v1/division.js';
import { StationServiceService, type StationService } from '@doorstep/contracts/stations/v1/station.js';
import { peer } from '@doorstep/runtime';

/** What matching asks of stations; also the token under which it is injected. */
export type Stations = Pick<StationService, 'getStation'>;
export const Stations = peer(StationServiceService);

/** What matching asks of the division tree. */
export type Divisions = Pick<DivisionService, 'getDivision'>;
export const Divisions = peer(DivisionServiceService);

/** What matching asks of the catalogue of categories. */
export type Categories = Pick<CategoryService, 'getCategory' | 'listCategories'>;
export const Categories = peer(CategoryServiceService);
