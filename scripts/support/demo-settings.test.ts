import { describe, expect, test } from 'vitest';
import { projectRoot } from './project-root';
import { readDemoSettings } from './demo-settings';

const read = (given: Record<string, string>): ReturnType<typeof readDemoSettings> =>
  readDemoSettings({ NODE_ENV: 'test', ...given });
const server = {
  STORWARE_URL: 'https://storware.example:8181/api',
  STORWARE_LOGIN: 'portal',
  STORWARE_PASSWORD: 'PLANTED',
};

describe('demo settings', () => {
  test('without any variable: loopback, embedded database, simulator, usual ports', () => {
    expect(read({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: null,
      storware: null,
      simulator: { https: 8181, http: 8080, control: 8182 },
    });
  });

  test('an empty variable counts as not set', () => {
    expect(read({ PORT: '', DATABASE_URL: '', STORWARE_URL: '' })).toMatchObject({
      port: 3000,
      databaseUrl: null,
      storware: null,
    });
  });

  test('names every invalid variable in one line and never a value', () => {
    expect(() => read({ PORT: 'x', SIMULATOR_PORT: '70000' })).toThrow(
      /^[^\n]*PORT is not a number; SIMULATOR_PORT is not a port[^\n]*$/,
    );
    expect(() => read({ DATABASE_URL: 'mysql://PLANTED' })).toThrow(/^(?!.*PLANTED)[^\n]*DATABASE_URL must be[^\n]*$/);
  });

  test('accepts plain http to Storware only when configured so', () => {
    const plain = { ...server, STORWARE_URL: 'http://storware.example/api' };
    expect(() => read(plain)).toThrow('STORWARE_ALLOW_HTTP=true');
    expect(read({ ...plain, STORWARE_ALLOW_HTTP: 'true' }).storware).toMatchObject({
      STORWARE_URL: plain.STORWARE_URL,
      STORWARE_ALLOW_HTTP: 'true',
    });
  });

  test('an account without its server is an error, and so is a server without its account', () => {
    expect(() => read({ STORWARE_LOGIN: 'portal' })).toThrow('STORWARE_LOGIN set without STORWARE_URL');
    expect(() => read({ STORWARE_URL: server.STORWARE_URL })).toThrow(
      'STORWARE_LOGIN is missing; STORWARE_PASSWORD is missing',
    );
  });

  test('the simulator can be limited to the guide; a configured server cannot', () => {
    expect([read({}).profile, read({ STORWARE_PROFILE: 'guide' }).profile]).toEqual(['full', 'guide']);
    expect(() => read({ STORWARE_PROFILE: 'some' })).toThrow('STORWARE_PROFILE is full or guide');
    expect(() => read({ ...server, STORWARE_PROFILE: 'guide' })).toThrow('STORWARE_PROFILE is for the simulator');
  });

  test('two programs never get one port, and the data folder is never the project', () => {
    expect(() => read({ PORT: '8080' })).toThrow('PORT and SIMULATOR_HTTP_PORT are both 8080');
    expect(read({ ...server, PORT: '8080' }).port).toBe(8080);
    for (const folder of [projectRoot, '/']) expect(() => read({ DATA_DIR: folder })).toThrow('holds this project');
  });
});
