import 'server-only';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { prismaFolder, schemaFiles } from './migration-list';
import { engineAdapter } from './schema-engine-adapter';

type EngineModule = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: unknown): void };
let loaded: Promise<EngineModule> | null = null;

/**
 * Prisma's own schema engine, compiled to WASM. Its entry file imports the `.wasm` as a module, which Node
 * does only behind a flag, so it is put together by hand.
 */
function loadEngine(): Promise<EngineModule> {
  loaded ??= (async () => {
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const code = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(code, {
      './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
    });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
    return bindings;
  })();
  return loaded;
}

/** Runs `work` with an engine on the database at `url`. */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine: Engine } = await loadEngine();
  const connection = engineAdapter(url);
  const datamodels = schemaFiles().files.map(({ path: file, content }): [string, string] => [file, content]);
  try {
    const engine = await Engine.new(
      { datamodels },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(connection.adapter),
    );
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await connection.close();
  }
}

/** SQL that leads from what the database at `url` has to what the schema says, or null when they say the same. */
export async function sqlToSchema(url: string): Promise<string | null> {
  return withSchemaEngine(url, async (engine) => {
    const to = { tag: 'schemaDatamodel' as const, ...schemaFiles() };
    const filters = { externalTables: [], externalEnums: [] };
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', ...schemaFiles(), configDir: prismaFolder },
      to,
      script: true,
      exitCode: true,
      filters,
    });
    return result.exitCode === 2 ? (result.stdout ?? '') : null;
  });
}
