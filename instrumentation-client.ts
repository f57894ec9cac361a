import * as z from 'zod';

// Runs before any schema is created. Otherwise zod would test whether it may compile code, which our policy forbids and
// reports.
z.config({ jitless: true });
