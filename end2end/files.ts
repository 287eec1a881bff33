// The files of this folder that journeys hand over, all of them invented.

import { join } from 'node:path';
import type { Installation } from './installation';

const at = (name: string): string => join(import.meta.dirname, 'files', name);

/** Forty codes of 406 and 701 in the administrator's format: 24 assigned ones of three companies in 406, 11 in 701. */
export const codeReport = at('code_report.txt');
/** The line types of its companies, and brands for two of them. */
export const lineTypes = at('ocn_line_types.csv');
/** A file of no known kind. */
export const shoppingList = at('shopping_list.txt');

/** Fills the prefix table of 406 and 701; doing it again changes nothing. */
export async function importPrefixes(installation: Installation): Promise<void> {
  await installation.run(['prefixes', 'import', codeReport, lineTypes]);
}
