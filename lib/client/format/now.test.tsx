import { renderToString } from 'react-dom/server';
import { act } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { ServedAtProvider, useNow } from './now';

function Now() {
  return <p>{useNow()}</p>;
}

test('the first render in the browser uses the time of the HTML, the next one its own', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const complaints = vi.fn();
  const page = (
    <ServedAtProvider value={1_000}>
      <Now />
    </ServedAtProvider>
  );
  const root = document.createElement('div');
  root.innerHTML = renderToString(page);
  expect(root.textContent).toBe('1000');
  await act(async () => hydrateRoot(root, page, { onRecoverableError: complaints }));
  expect(complaints).not.toHaveBeenCalled();
  expect(Number(root.textContent)).toBeGreaterThan(1_000);
  vi.unstubAllGlobals();
});
