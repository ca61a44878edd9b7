// The entry of the thread that helps to read a large table: it scans what lies in the rooms of the driver's scanner.

import { workerData } from 'node:worker_threads';
import { joinScanner, type SharedScanner } from '../kernels/scan-thread.js';

joinScanner(workerData as SharedScanner);
