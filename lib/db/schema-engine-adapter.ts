import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const charType = 18;
const textType = 25;

/**
 * The adapter through which the schema engine reads and changes the database at `url`. Reading a schema asks for the
 * catalogue's type "char", which Prisma's adapter for pg does not know: it is told text, the engine is told a character.
 */
export function engineAdapter(url: string): { adapter: SqlMigrationAwareDriverAdapterFactory; close(): Promise<void> } {
  const charColumns = new WeakMap<object, number[]>();
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5_000, max: 2 });
  // A broken idle connection shows in the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  const ask = pool.query.bind(pool) as (query: pg.QueryConfig) => Promise<pg.QueryResult>;
  const askWithoutChar = async (query: pg.QueryConfig): Promise<pg.QueryResult> => {
    const result = await ask(query);
    charColumns.set(
      result.rows,
      result.fields.flatMap((field, index) => (field.dataTypeID === charType ? [index] : [])),
    );
    for (const field of result.fields) if (field.dataTypeID === charType) field.dataTypeID = textType;
    return result;
  };
  const factory = new PrismaPg(Object.assign(pool, { query: askWithoutChar }));
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
