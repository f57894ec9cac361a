import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { prismaFolder, schemaFiles } from './migration-list';

type EngineModule = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: unknown): void };
let loaded: Promise<EngineModule> | null = null;

/**
 * Prisma's own schema engine, compiled to WASM. Its entry file imports the `.wasm` as a module, which Node does only
 * behind a flag, so it is loaded by hand.
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

/** SQL that changes the database at `url` into the schema, or null when they match. */
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

const charType = 18;
const textType = 25;

/**
 * The adapter through which the schema engine reads and changes the database at `url`. Reading a schema needs the
 * catalogue's type "char", which Prisma's adapter for pg does not know: the adapter gets text, the engine a character.
 */
function engineAdapter(url: string): { adapter: SqlMigrationAwareDriverAdapterFactory; close(): Promise<void> } {
  const charColumns = new WeakMap<object, number[]>();
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5_000, max: 2 });
  // The next query reports a broken idle connection; without a listener it would end the process.
  pool.on('error', () => undefined);
  const ask = pool.query.bind(pool) as (query: pg.QueryConfig) => Promise<pg.QueryResult>;
  const queryWithoutChar = async (query: pg.QueryConfig): Promise<pg.QueryResult> => {
    const result = await ask(query);
    charColumns.set(
      result.rows,
      result.fields.flatMap((field, index) => (field.dataTypeID === charType ? [index] : [])),
    );
    for (const field of result.fields) if (field.dataTypeID === charType) field.dataTypeID = textType;
    return result;
  };
  const factory = new PrismaPg(Object.assign(pool, { query: queryWithoutChar }));
  const connect = factory.connect.bind(factory);
  const adapter = Object.assign(factory, {
    connect: async () => {
      const connection = await connect();
      const queryRaw = connection.queryRaw.bind(connection);
      const queryWithChar: typeof queryRaw = async (query) => {
        const answer = await queryRaw(query);
        for (const index of charColumns.get(answer.rows) ?? []) answer.columnTypes[index] = ColumnTypeEnum.Character;
        return answer;
      };
      return Object.assign(connection, { queryRaw: queryWithChar });
    },
  });
  return { adapter, close: () => pool.end() };
}
