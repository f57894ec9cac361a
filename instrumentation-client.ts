import * as z from 'zod';

// Runs before any schema is made. zod would else try whether it may compile code, which our policy forbids and reports.
z.config({ jitless: true });
