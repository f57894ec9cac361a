import { describe, expect, test } from 'vitest';
import { attachment } from './download-route';

describe('attachment', () => {
  test('encodes the real name for every browser', () => {
    expect(attachment('report.txt')).toBe(`attachment; filename="report.txt"; filename*=UTF-8''report.txt`);
    expect(attachment('Überblick (1).txt')).toBe(
      `attachment; filename="Uberblick (1).txt"; filename*=UTF-8''%C3%9Cberblick%20%281%29.txt`,
    );
  });

  test.each(['a"b', 'a\r\nSet-Cookie: x=1', 'a;b', 'a/b\\c', '日本語', '\ud800', "it's 100%*"])(
    '%j becomes a header of one line in ASCII without injection',
    (name) => {
      const header = attachment(name);
      expect(header).toMatch(/^attachment; filename="[\x20\x21\x23-\x7e]+"; filename\*=UTF-8''[\w.!#$&+^`|~%-]+$/);
      expect(() => new Headers({ 'Content-Disposition': header })).not.toThrow();
    },
  );
});
