import { expect, it } from 'vitest';
import { twinDifference } from '../../src/table/near-label.js';
import { readTarget } from '../../src/table/target.js';
import { csv } from './csv/csv.js';

it('labels that only Unicode tells apart are told of, as those are that only case does', async () => {
  expect(twinDifference('caf\u00e9', 'cafe\u0301')).toBe('how Unicode spells them');
  expect(twinDifference('a b', 'a\u00a0b')).toBe('how Unicode spells them');
  expect(twinDifference('Yes', 'yes ')).toBe('case or spaces');
  expect(twinDifference('yes', 'no')).toBeUndefined();
  const { notes } = readTarget(await csv('x,y\n1,caf\u00e9\n2,cafe\u0301\n'), 1, 'classification');
  expect(notes).toEqual(['labels "cafe\u0301" and "caf\u00e9" differ only in how Unicode spells them: two classes']);
});
