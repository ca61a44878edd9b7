# The digest of fixtures/iris.csv by the canonical bytes that src/table/digest.ts describes, written a second time.
# Prints the value that test/table/to-dataset.test.ts holds. Run from the project's root: python3 test/oracle/digest.py
import csv
import hashlib
import json
import struct

rows = list(csv.reader(open('fixtures/iris.csv')))
names, body = rows[0], rows[1:]
classes = sorted({row[-1] for row in body})
head = json.dumps(
    ['gridsearch-dataset-1', len(body), names[:-1], [], names[-1], 'classification', classes, False],
    separators=(',', ':'),
    ensure_ascii=False,
).encode()
h = hashlib.sha256(struct.pack('<Q', len(head)) + head)
for row in body:
    h.update(struct.pack('<4d', *map(float, row[:-1])))
for row in body:
    h.update(struct.pack('<i', classes.index(row[-1])))
print(h.hexdigest())
